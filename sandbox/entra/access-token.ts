import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { EntraClient, EntraTenant } from '../tenant/entra-tenant.ts';
import { unauthenticated } from './failure.ts';
import { isSignedBy, readJwt, writeJwt } from './jwt.ts';

/** Who calls, as the access token says it. */
export interface Caller {
  readonly clientId: string;
  /** App roles at the time the token was issued: a role granted or taken later shows in the next token only. */
  readonly roles: ReadonlySet<string>;
}

export interface AccessTokens {
  readonly issue: (client: EntraClient) => string;
  /** Throws 401 unless the Authorization header carries a token of this tenant that is still good. */
  readonly check: (authorization: string | null) => Caller;
}

export const GRAPH = 'https://graph.microsoft.com';
export const LIFETIME_S = 3599;

let keys: ReturnType<typeof makeKeys> | undefined;
const makeKeys = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

export function createAccessTokens(tenant: EntraTenant, now: () => number): AccessTokens {
  // One pair a process: making one takes longer than a test.
  keys ??= makeKeys();
  const { privateKey, publicKey } = keys;
  const known = new Map<string, { readonly caller: Caller; readonly until: number }>();
  const read = (token: string) => {
    const jwt = readJwt(token);
    if (jwt === null)
      throw unauthenticated('IDX14100: JWT is not well formed, there must be three segments.');
    if (!isSignedBy(jwt, publicKey))
      throw unauthenticated('Signing key is invalid or the signature does not match.');
    const { tid, appid, roles, exp } = jwt.claims;
    if (tid !== tenant.tenantId) throw unauthenticated('Access token validation failure. Invalid tenant.');
    const granted = Array.isArray(roles) ? roles.map(String) : [];
    return { caller: { clientId: String(appid), roles: new Set(granted) }, until: Number(exp) * 1000 };
  };
  return {
    issue: (client) => writeJwt({ kid: 'sandbox' }, claimsOf(tenant, client, now()), privateKey),
    check: (authorization) => {
      const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
      if (token === undefined) throw unauthenticated('Access token is empty.');
      const entry = known.get(token) ?? read(token);
      known.set(token, entry);
      if (entry.until <= now()) throw unauthenticated('Lifetime validation failed, the token is expired.');
      return entry.caller;
    },
  };
}

function claimsOf(tenant: EntraTenant, client: EntraClient, nowMs: number) {
  const issued = Math.floor(nowMs / 1000);
  return {
    aud: GRAPH,
    iss: `https://sts.windows.net/${tenant.tenantId}/`,
    iat: issued,
    nbf: issued,
    exp: issued + LIFETIME_S,
    appid: client.clientId,
    app_displayname: client.displayName,
    idtyp: 'app',
    tid: tenant.tenantId,
    // Two tokens are never the same, not even within a second.
    uti: randomUUID(),
    ver: '1.0',
    // Without consent to any app role the claim is absent, not empty.
    ...(client.roles.length === 0 ? {} : { roles: client.roles }),
  };
}
