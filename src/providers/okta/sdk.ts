import type http from 'node:http';
import okta from '@okta/okta-sdk-nodejs';
import type { OktaIdentity } from '../../config/config.ts';
import type { Executor, SdkOAuth } from './token.ts';

const PER_TRY_MS = 30_000;

/** As much of the SDK as is used; its own types are looser. */
export interface Sdk {
  readonly http: { readonly http: (url: string, request: object, context: object) => Promise<SdkResponse> };
  readonly oauth?: SdkOAuth;
}

export interface SdkResponse {
  readonly text: () => Promise<string>;
  readonly headers: { readonly get: (name: string) => string | null };
}

/** Every field is given, because the SDK fills what is left out from okta.yaml files and OKTA_CLIENT_ variables. */
export function createSdk(
  orgUrl: string,
  { identity, scopes }: { readonly identity: OktaIdentity; readonly scopes: readonly string[] },
  requestExecutor: Executor,
): Sdk {
  const shared = { orgUrl, cacheMiddleware: null, requestExecutor: requestExecutor as never };
  const client =
    identity.kind === 'token'
      ? new okta.Client({ ...shared, authorizationMode: 'SSWS', token: identity.token })
      : new okta.Client({
          ...shared,
          authorizationMode: 'PrivateKey',
          clientId: identity.clientId,
          scopes: [...scopes],
          privateKey: identity.privateKey,
          ...(identity.keyId === null ? {} : { keyId: identity.keyId }),
        });
  // The declared types leave out `oauth` and the raw `http` method, which exist since 1.x (client.js).
  return client as unknown as Sdk;
}

/** One try, with an end: retries stand above the SDK, where each gets a DPoP proof of its own. */
export function createExecutor(agent: http.Agent): Executor {
  const executor = new okta.DefaultRequestExecutor({ maxRetries: 0, requestTimeout: 0 });
  const send = executor.fetch.bind(executor);
  // The declared type of fetch is that of the browser; what it is given has an agent and an end besides (default-request-executor.js).
  const patient = executor as unknown as Executor;
  patient.fetch = async (request) =>
    (await send({ ...request, agent, timeout: PER_TRY_MS } as never)) as never;
  return patient;
}
