import { randomBytes, randomUUID } from 'node:crypto';
import { createCodeFlow, GrantRefusal, type SignedIn } from '../lib/code-flow.ts';
import { writeIdToken } from '../lib/id-token.ts';
import type { EntraTenant, EntraWebApp } from '../tenant/entra-tenant.ts';
import { AadstsFailure, noClient, noCredential, wrongSecret } from './aadsts.ts';

/** People who sign in by a web app of the tenant. */
export interface EntraSignIns {
  readonly authorize: (request: Request) => Response;
  /** The answer of the token endpoint to a code. Throws AadstsFailure. */
  readonly exchange: (form: URLSearchParams) => object;
}

export function createSignIns(tenant: EntraTenant, now: () => number): EntraSignIns {
  const flow = createCodeFlow({
    now,
    appOf: (clientId) => tenant.webApps.get(clientId),
    accountOf: (name) => enabledUser(tenant, name),
  });
  return {
    authorize: flow.authorize,
    exchange: (form) => {
      const app = authenticated(form, tenant);
      try {
        return tokens(tenant, { app, signedIn: flow.redeem(form, app.clientId), now: now() });
      } catch (error) {
        if (error instanceof GrantRefusal)
          throw new AadstsFailure(400, 'invalid_grant', 9002313, error.message);
        throw error;
      }
    },
  };
}

function enabledUser(tenant: EntraTenant, name: string): string | null {
  const wanted = name.toLowerCase();
  const named = tenant.users.values().find((user) => user.userPrincipalName.toLowerCase() === wanted);
  return named?.accountEnabled === true ? named.id : null;
}

function authenticated(form: URLSearchParams, tenant: EntraTenant): EntraWebApp {
  const clientId = form.get('client_id') ?? '';
  const app = tenant.webApps.get(clientId);
  if (app === undefined) throw noClient(clientId, tenant.organization.displayName);
  const secret = form.get('client_secret');
  if (secret === null) throw noCredential();
  if (secret !== app.secret) throw wrongSecret(clientId);
  return app;
}

interface Issue {
  readonly app: EntraWebApp;
  readonly signedIn: SignedIn;
  readonly now: number;
}

/** Claims of a v2.0 ID token; auth_time only where the app registration lists it (Microsoft identity platform, optional claims). */
function tokens({ tenantId }: EntraTenant, { app, signedIn, now }: Issue): object {
  const { accountId, at, factors, asked } = signedIn;
  const issued = Math.floor(now / 1000);
  const nonce = asked.get('nonce');
  const context = contextIn(asked);
  const id_token = writeIdToken({
    aud: app.clientId,
    iss: `https://login.microsoftonline.com/${tenantId}/v2.0`,
    iat: issued,
    nbf: issued,
    exp: issued + 3600,
    oid: accountId,
    // Another one for each app: never the id of the account.
    sub: Buffer.from(`${app.clientId}${accountId}`).toString('base64url').slice(0, 43),
    tid: app.homeTenant ?? tenantId,
    uti: randomUUID(),
    ver: '2.0',
    ...(app.optionalClaims.includes('auth_time') ? { auth_time: Math.floor(at / 1000) } : {}),
    ...(context !== null && factors > 1 ? { acrs: [context] } : {}),
    ...(nonce === null ? {} : { nonce }),
  });
  const access_token = randomBytes(24).toString('base64url');
  return { token_type: 'Bearer', expires_in: 3599, access_token, scope: 'openid', id_token };
}

/** The authentication context that the claims parameter asks for. */
function contextIn(asked: URLSearchParams): string | null {
  // What is no JSON is refused by Entra as well.
  const claims = JSON.parse(asked.get('claims') ?? '{}') as { id_token?: { acrs?: { value?: string } } };
  return claims.id_token?.acrs?.value ?? null;
}
