import {
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
  type TokenCredential,
  WorkloadIdentityCredential,
} from '@azure/identity';
import type { EntraConfig, EntraIdentity } from '../../config/config.ts';
import { isLoopback } from '../../lib/endpoint.ts';
import { type OperatorError, reasonOf } from '../../lib/operator-error.ts';
import { authorityDown, tokenError, unknownTenant } from './errors.ts';

/** App-only: always one scope (OAuth 2.0 client credentials on the Microsoft identity platform). */
const SCOPE = 'https://graph.microsoft.com/.default';
const PER_TRY_MS = 30_000;

/**
 * Gives a valid access token; the library keeps it until shortly before its end. A token that Graph refused is handed back,
 * and a new one is asked for, once for however many calls it failed. Throws OperatorErrors.
 */
export type TokenSource = (refused?: string) => Promise<string>;

export function createTokenSource(config: EntraConfig, identity: EntraIdentity): TokenSource {
  let credential = createCredential(config, identity);
  let inFlight: Promise<string> | null = null;
  let last: string | null = null;
  const ask = async (): Promise<string> => {
    try {
      const token = await credential.getToken(SCOPE);
      if (token === null) throw new Error('no token was given');
      last = token.token;
      return last;
    } catch (error) {
      throw isUnresolved(error) ? await whyUnresolved(config, error) : tokenError(error);
    }
  };
  return async (refused) => {
    // The library has no way to forget a token; a fresh one of it has none. (Managed identities share one memory: there the
    // old token comes back, and the refusal stands.)
    if (refused !== undefined && refused === last && inFlight === null)
      credential = createCredential(config, identity);
    inFlight ??= ask().finally(() => {
      inFlight = null;
    });
    return await inFlight;
  };
}

/** The library looks the tenant up before it asks for a token, and says only that this failed, whatever was the matter. */
function isUnresolved(error: unknown): boolean {
  return reasonOf(error).includes('endpoints_resolution_error');
}

/** Asks the same address once more: only the authority itself can say that it does not know the tenant. */
async function whyUnresolved(
  { authorityUrl, tenantId }: EntraConfig,
  cause: unknown,
): Promise<OperatorError> {
  try {
    const address = `${authorityUrl}/${encodeURIComponent(tenantId)}/v2.0/.well-known/openid-configuration`;
    const answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(PER_TRY_MS) });
    const said = await answer.text();
    if (answer.status === 400 && /AADSTS\d+|invalid_tenant/.test(said)) return unknownTenant(cause);
    return authorityDown(`answered ${answer.status}`, cause);
  } catch (error) {
    return authorityDown(`did not answer: ${reasonOf(error)}`, cause);
  }
}

function createCredential({ tenantId, authorityUrl }: EntraConfig, identity: EntraIdentity): TokenCredential {
  const options = optionsFor(authorityUrl);
  switch (identity.kind) {
    case 'secret':
      return new ClientSecretCredential(tenantId, identity.clientId, identity.clientSecret, options);
    case 'certificate':
      return new ClientCertificateCredential(
        tenantId,
        identity.clientId,
        { certificatePath: identity.certificatePath },
        options,
      );
    case 'workload':
      return new WorkloadIdentityCredential({
        tenantId,
        clientId: identity.clientId,
        tokenFilePath: identity.tokenFilePath,
        ...options,
      });
    case 'managed':
      return identity.clientId === null
        ? new ManagedIdentityCredential()
        : new ManagedIdentityCredential({ clientId: identity.clientId });
  }
}

/**
 * The library insists on an https authority. For a plain http one, which configuration accepts on loopback only, it is
 * told https and each request is turned back on its way out.
 */
function optionsFor(authorityUrl: string) {
  if (!(authorityUrl.startsWith('http:') && isLoopback(authorityUrl))) return { authorityHost: authorityUrl };
  const plain = {
    name: 'loopbackOverHttp',
    sendRequest: async <T>(
      request: { url: string; allowInsecureConnection?: boolean },
      next: (request: never) => Promise<T>,
    ): Promise<T> => {
      request.url = request.url.replace(/^https:/, 'http:');
      request.allowInsecureConnection = true;
      // The pipeline hands the same request on; only its address was changed.
      return await next(request as never);
    },
  };
  return {
    authorityHost: authorityUrl.replace(/^http:/, 'https:'),
    disableInstanceDiscovery: true,
    additionalPolicies: [{ policy: plain as never, position: 'perRetry' as const }],
  };
}
