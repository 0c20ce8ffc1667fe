import { createSign, randomUUID } from 'node:crypto';
import okta from '@okta/okta-sdk-nodejs';
import { expect, it } from 'vitest';
import { cast, credentials, groups } from '../../../sandbox/tenant/cast.ts';
import { oktaGroupByName } from '../../../sandbox/tenant/okta-groups.ts';
import { issueKey } from '../../../sandbox/tenant/okta-keys.ts';
import { oktaUserByLogin } from '../../../sandbox/tenant/okta-people.ts';
import { type Okta, openOkta } from './open-okta.ts';

const { actorClient, actorToken, watcherClient } = credentials.okta;

it('serves the SDK with a token', async () => {
  await using server = await openOkta();
  // `null` switches the cache off; the type does not know it.
  const client = new okta.Client({ orgUrl: server.url, token: actorToken, cacheMiddleware: null as never });
  const logins: string[] = [];
  await (await client.userApi.listUsers({ limit: 50 })).each((user) => {
    logins.push(String(user.profile?.login));
  });
  expect(logins).toContain(cast.ada.email);
  const groupId = oktaGroupByName(server.tenant, groups.okta.vpn).id;
  const userId = oktaUserByLogin(server.tenant, cast.grace.email).id;
  await client.groupApi.assignUserToGroup({ groupId, userId });
  expect(server.tenant.memberships.get(groupId)?.has(userId)).toBe(true);
});

it('serves the SDK with a key, through the nonce dance and with proofs', async () => {
  await using server = await openOkta();
  const { privateKey, keyId } = issueKey(server.tenant, watcherClient);
  const client = new okta.Client({
    orgUrl: server.url,
    authorizationMode: 'PrivateKey',
    clientId: watcherClient,
    scopes: ['okta.users.read'],
    privateKey,
    keyId,
    cacheMiddleware: null as never,
  });
  const ada = await client.userApi.getUser({ userId: cast.ada.email });
  expect(ada.profile?.login).toBe(cast.ada.email);
  expect(server.requests().filter((line) => line.startsWith('POST /oauth2/v1/token'))).toHaveLength(2);
});

it.each([
  ['a scope that was not granted', { scope: 'okta.users.read okta.eventHooks.manage' }, 400, 'invalid_scope'],
  ['another audience', { aud: 'https://elsewhere.test/oauth2/v1/token' }, 401, 'invalid_client'],
  ['an expired assertion', { exp: -60 }, 401, 'invalid_client'],
  ['an unknown client', { sub: '0oanobody' }, 401, 'invalid_client'],
])('refuses %s', async (_, change, status, error) => {
  await using server = await openOkta();
  const answer = await requestToken(server, change);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ error });
});

it('refuses a signature of another key', async () => {
  await using server = await openOkta();
  const stranger = issueKey(server.tenant, actorClient);
  issueKey(server.tenant, watcherClient);
  const answer = await requestToken(server, { key: stranger.privateKey });
  expect([answer.status, await answer.json()]).toEqual([
    401,
    expect.objectContaining({ error: 'invalid_client' }),
  ]);
});

it('gives a bearer token to a client that needs no proof, and refuses it where the scope ends', async () => {
  await using server = await openOkta();
  const answer = await requestToken(server, {});
  // The token endpoint's success shape (RFC 6749).
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const ask = (path: string) =>
    fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  expect((await ask('/api/v1/users?limit=1')).status).toBe(200);
  expect((await ask('/api/v1/groups')).status).toBe(403);
});

it('asks a client that needs a proof for one', async () => {
  await using server = await openOkta();
  const answer = await requestToken(server, { dpop: true });
  expect([answer.status, await answer.json()]).toEqual([
    400,
    expect.objectContaining({ error: 'invalid_dpop_proof' }),
  ]);
});

interface Change {
  readonly scope?: string;
  readonly aud?: string;
  readonly exp?: number;
  readonly sub?: string;
  readonly key?: string;
  readonly dpop?: boolean;
}

/** A token request as it should be, except for the change. */
async function requestToken(server: Okta, change: Change): Promise<Response> {
  const client = server.tenant.clients.get(watcherClient);
  if (client !== undefined) client.dpop = change.dpop ?? false;
  const privateKey = change.key ?? issueKey(server.tenant, watcherClient).privateKey;
  const seconds = Math.floor(Date.now() / 1000);
  const sub = change.sub ?? watcherClient;
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    sub,
    iss: sub,
    aud: change.aud ?? `${server.url}/oauth2/v1/token`,
    exp: seconds + (change.exp ?? 300),
    iat: seconds,
    jti: randomUUID(),
  };
  const signed = `${part({ alg: 'RS256' })}.${part(claims)}`;
  const signature = createSign('sha256').update(signed).sign(privateKey).toString('base64url');
  return fetch(`${server.url}/oauth2/v1/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: change.scope ?? 'okta.users.read',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: `${signed}.${signature}`,
    }),
  });
}
