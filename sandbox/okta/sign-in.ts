import { randomBytes } from 'node:crypto';
import type { Hono } from 'hono';
import { createCodeFlow, GrantRefusal, type SignedIn, type WebApp } from '../lib/code-flow.ts';
import { keySet, writeIdToken } from '../lib/id-token.ts';
import type { OktaTenant } from '../tenant/okta-tenant.ts';

const TWO_FACTORS = 'urn:okta:loa:2fa:any';

/** What people who sign in need of the org authorization server, besides what service apps need of it. */
export interface OktaSignIns {
  /** The answer of the token endpoint to a code; null = that was another grant. */
  readonly exchange: (request: Request, text: string) => Response | null;
}

export function serveSignIns(app: Hono, tenant: OktaTenant, now: () => number): OktaSignIns {
  const flow = createCodeFlow({
    now,
    appOf: (clientId) => tenant.webApps.get(clientId),
    accountOf: (login) => activeUser(tenant, login),
  });
  app.get('/oauth2/v1/authorize', ({ req }) => flow.authorize(req.raw));
  app.get('/oauth2/v1/keys', () => Response.json(keySet()));
  return {
    exchange: (request, text) => {
      const form = new URLSearchParams(text);
      if (form.get('grant_type') !== 'authorization_code') return null;
      const client = authenticated(request, tenant);
      if (client === null)
        return refusal(
          401,
          'invalid_client',
          'The client secret supplied for a confidential client is invalid.',
        );
      try {
        const signedIn = flow.redeem(form, client.clientId);
        return Response.json(tokens(new URL(request.url).origin, { client, signedIn, now: now() }));
      } catch (error) {
        if (error instanceof GrantRefusal) return refusal(400, 'invalid_grant', error.message);
        throw error;
      }
    },
  };
}

function activeUser(tenant: OktaTenant, login: string): string | null {
  const named = tenant.users
    .values()
    .find(({ profile }) => profile.login.toLowerCase() === login.toLowerCase());
  return named?.status === 'ACTIVE' ? named.id : null;
}

/** client_secret_basic, which is what the Admin Console sets up for a web app. */
function authenticated(request: Request, tenant: OktaTenant): WebApp | null {
  const [scheme, value = ''] = (request.headers.get('authorization') ?? '').split(' ');
  const [id = '', secret = ''] = Buffer.from(value, 'base64').toString().split(':').map(decodeURIComponent);
  const client = tenant.webApps.get(id);
  return scheme === 'Basic' && client?.secret === secret ? client : null;
}

function refusal(status: number, error: string, description: string): Response {
  return Response.json({ error, error_description: description }, { status });
}

interface Issue {
  readonly client: WebApp;
  readonly signedIn: SignedIn;
  readonly now: number;
}

/** Claims of an ID token of the org authorization server (Okta, ID token claims). */
function tokens(origin: string, { client, signedIn, now }: Issue): object {
  const { accountId, at, factors, asked } = signedIn;
  const issued = Math.floor(now / 1000);
  const nonce = asked.get('nonce');
  const asksTwo = (asked.get('acr_values') ?? '').split(' ').includes(TWO_FACTORS);
  const id_token = writeIdToken({
    sub: accountId,
    ver: 1,
    iss: origin,
    aud: client.clientId,
    iat: issued,
    exp: issued + 3600,
    jti: `ID.${randomBytes(20).toString('base64url')}`,
    amr: factors > 1 ? ['mfa', 'otp', 'pwd'] : ['pwd'],
    idp: '00oacme0sandbox000000',
    auth_time: Math.floor(at / 1000),
    ...(nonce === null ? {} : { nonce }),
    ...(asksTwo && factors > 1 ? { acr: TWO_FACTORS } : {}),
  });
  const access_token = randomBytes(24).toString('base64url');
  return { token_type: 'Bearer', expires_in: 3600, access_token, scope: 'openid', id_token };
}
