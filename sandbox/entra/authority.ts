import { timingSafeEqual } from 'node:crypto';
import type { Hono } from 'hono';
import { keySet } from '../lib/id-token.ts';
import type { EntraClient, EntraTenant } from '../tenant/entra-tenant.ts';
import {
  AadstsFailure,
  aadstsAnswer,
  noClient,
  noCredential,
  noParameter,
  noTenant,
  wrongGrant,
  wrongScope,
  wrongSecret,
} from './aadsts.ts';
import { type AccessTokens, GRAPH, LIFETIME_S } from './access-token.ts';
import { checkAssertion, type Desk } from './assertion.ts';
import { createSignIns } from './sign-in.ts';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** login.microsoftonline.com, as far as an app that signs in as itself needs it, and a web app by which people do. */
export function serveAuthority(
  app: Hono,
  tenant: EntraTenant,
  tokens: AccessTokens,
  now: () => number,
): void {
  app.get('/:tenant/v2.0/.well-known/openid-configuration', ({ req }) =>
    orFailure(() => {
      const name = checkedTenant(tenant, req.param('tenant'));
      return Response.json(metadata(`${new URL(req.url).origin}/${name}`, tenant));
    }),
  );
  const signIns = createSignIns(tenant, now);
  app.get('/:tenant/oauth2/v2.0/authorize', ({ req }) =>
    orFailure(() => {
      checkedTenant(tenant, req.param('tenant'));
      return signIns.authorize(req.raw);
    }),
  );
  app.get('/:tenant/discovery/v2.0/keys', () => Response.json(keySet()));
  app.post('/:tenant/oauth2/v2.0/token', ({ req }) =>
    orFailure(async () => {
      checkedTenant(tenant, req.param('tenant'));
      const form = new URLSearchParams(await req.raw.text());
      if (form.get('grant_type') === 'authorization_code') return Response.json(signIns.exchange(form));
      // MSAL writes a request id behind the address that it names as audience.
      const { origin, pathname } = new URL(req.url);
      const client = checkedClient(form, { tenant, now, endpoint: `${origin}${pathname}` });
      const times = { expires_in: LIFETIME_S, ext_expires_in: LIFETIME_S };
      const body = { token_type: 'Bearer', ...times, access_token: tokens.issue(client) };
      return Response.json(body, { headers: { 'cache-control': 'no-store, no-cache' } });
    }),
  );
}

async function orFailure(answer: () => Response | Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof AadstsFailure) return aadstsAnswer(error);
    throw error;
  }
}

function checkedTenant(tenant: EntraTenant, name: string): string {
  const names = [tenant.tenantId, ...tenant.domains.map(({ id }) => id)];
  if (!names.includes(name.toLowerCase())) throw noTenant(name);
  return name;
}

function metadata(base: string, tenant: EntraTenant) {
  return {
    token_endpoint: `${base}/oauth2/v2.0/token`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    issuer: `https://login.microsoftonline.com/${tenant.tenantId}/v2.0`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    tenant_region_scope: 'EU',
    cloud_instance_name: 'microsoftonline.com',
    msgraph_host: 'graph.microsoft.com',
  };
}

function checkedClient(form: URLSearchParams, desk: Desk): EntraClient {
  const grant = required(form, 'grant_type');
  if (grant !== 'client_credentials') throw wrongGrant(grant);
  const clientId = required(form, 'client_id');
  const scope = required(form, 'scope');
  // MSAL adds the OpenID scopes to the one that was asked for.
  const asked = scope.split(' ').filter((word) => !['openid', 'profile', 'offline_access'].includes(word));
  if (asked.length !== 1 || asked[0] !== `${GRAPH}/.default`) throw wrongScope(scope);
  const client = desk.tenant.clients.get(clientId);
  if (client === undefined) throw noClient(clientId, desk.tenant.organization.displayName);
  checkCredential(form, client, desk);
  return client;
}

function checkCredential(form: URLSearchParams, client: EntraClient, desk: Desk): void {
  const assertion = form.get('client_assertion');
  if (assertion !== null) {
    if (required(form, 'client_assertion_type') !== ASSERTION_TYPE)
      throw noParameter('client_assertion_type');
    checkAssertion(assertion, client, desk);
    return;
  }
  const secret = form.get('client_secret');
  if (secret === null) throw noCredential();
  if (!isSame(secret, client.secret)) throw wrongSecret(client.clientId);
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null || value === '') throw noParameter(name);
  return value;
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length > 0 && a.length === b.length && timingSafeEqual(a, b);
}
