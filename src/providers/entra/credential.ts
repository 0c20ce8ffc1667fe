import {
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
  type TokenCredential,
  WorkloadIdentityCredential,
} from '@azure/identity';
import type { EntraConfig, EntraIdentity } from '../../config/config.ts';
import { isLoopback } from '../../lib/endpoint.ts';
import { tokenError } from './errors.ts';

/** App-only: always one scope (OAuth 2.0 client credentials on the Microsoft identity platform). */
const SCOPE = 'https://graph.microsoft.com/.default';

/** Gives a valid access token; the library keeps it until shortly before its end. Throws OperatorErrors. */
export type TokenSource = () => Promise<string>;

export function createTokenSource(config: EntraConfig, identity: EntraIdentity): TokenSource {
  const credential = createCredential(config, identity);
  let inFlight: Promise<string> | null = null;
  const ask = async (): Promise<string> => {
    try {
      const token = await credential.getToken(SCOPE);
      if (token === null) throw new Error('no token was given');
      return token.token;
    } catch (error) {
      throw tokenError(error);
    }
  };
  return async () => {
    inFlight ??= ask().finally(() => {
      inFlight = null;
    });
    return await inFlight;
  };
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
