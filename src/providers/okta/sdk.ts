import type http from 'node:http';
import sdk from '@okta/okta-sdk-nodejs/package.json' with { type: 'json' };
import { DefaultRequestExecutor } from '@okta/okta-sdk-nodejs/src/default-request-executor.js';
import { Http } from '@okta/okta-sdk-nodejs/src/http.js';
import { OAuth } from '@okta/okta-sdk-nodejs/src/oauth.js';
import type { OktaIdentity } from '../../config/config.ts';
import type { Executor, SdkOAuth } from './token.ts';

const PER_TRY_MS = 30_000;

/** As much of the SDK as is used. */
export interface Sdk {
  readonly http: Pick<Http, 'http'>;
  readonly oauth?: SdkOAuth;
}

export type SdkResponse = Awaited<ReturnType<Http['http']>>;

/**
 * What the SDK's client (8.1.0, client.js) is made of, without the models of the whole API that it brings
 * (sdk-parts.d.ts), and without its loader, which fills what is left out from okta.yaml files and OKTA_CLIENT_ variables.
 */
export function createSdk(
  orgUrl: string,
  { identity, scopes }: { readonly identity: OktaIdentity; readonly scopes: readonly string[] },
  requestExecutor: Executor,
): Sdk {
  const oauth =
    identity.kind === 'token' ? undefined : oauthOf(orgUrl, { identity, scopes }, requestExecutor);
  const http = new Http({ requestExecutor, oauth, cacheMiddleware: null });
  http.defaultHeaders['User-Agent'] = USER_AGENT;
  if (identity.kind === 'token') http.defaultHeaders['Authorization'] = `SSWS ${identity.token}`;
  return oauth === undefined ? { http } : { http, oauth };
}

function oauthOf(
  orgUrl: string,
  {
    identity: { clientId, privateKey, keyId },
    scopes,
  }: { readonly identity: Extract<OktaIdentity, { kind: 'key' }>; readonly scopes: readonly string[] },
  requestExecutor: Executor,
): OAuth {
  const baseUrl = orgUrl.replace(/\/$/, '');
  const client = { baseUrl, clientId, scopes, privateKey, requestExecutor };
  return new OAuth(keyId === null ? client : { ...client, keyId });
}

/** As the client calls itself: Okta counts by it which SDKs are in use. */
const USER_AGENT = `${sdk.name}/${sdk.version} node/${process.versions.node}`;

/**
 * One try, with an end: retries stand above the SDK, where each gets a DPoP proof of its own. A redirect is an answer:
 * node-fetch would take the token along, to the same host under another port or to the domain above it.
 */
export function createExecutor(agent: http.Agent): Executor {
  const executor = new DefaultRequestExecutor({ maxRetries: 0, requestTimeout: 0 });
  const send = executor.fetch.bind(executor);
  executor.fetch = async (request) =>
    await send({ ...request, agent, timeout: PER_TRY_MS, redirect: 'manual' });
  return executor;
}
