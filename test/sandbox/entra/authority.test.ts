import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { expect, it } from 'vitest';
import { startEntra } from '../../../sandbox/entra/server.ts';
import { credentials } from '../../../sandbox/tenant/cast.ts';
import { createCompany } from '../../../sandbox/tenant/company.ts';
import { jsonOf, openEntra, refusalOf } from './open-entra.ts';

const { watcherClient, watcherSecret, narrowClient, narrowSecret } = credentials.entra;
const watcher = { client_id: watcherClient, client_secret: watcherSecret };
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function jwt(claims: object, key: KeyObject): string {
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;

it('describes itself under the tenant’s id and its domains', async () => {
  await using entra = await openEntra();
  for (const tenant of [entra.tenant.tenantId, 'acme.onmicrosoft.com']) {
    const answer = await fetch(`${entra.authorityUrl}/${tenant}/v2.0/.well-known/openid-configuration`);
    const body = await jsonOf(answer);
    expect(body['token_endpoint']).toBe(`${entra.authorityUrl}/${tenant}/oauth2/v2.0/token`);
  }
});

it('issues a token whose roles are the app roles that were consented to', async () => {
  await using entra = await openEntra();
  const body = await jsonOf(await entra.askToken({ client_id: narrowClient, client_secret: narrowSecret }));
  expect([body['token_type'], body['expires_in']]).toEqual(['Bearer', 3599]);
  const claims = JSON.parse(
    Buffer.from(String(body['access_token']).split('.')[1] ?? '', 'base64url').toString(),
  );
  expect(claims).toMatchObject({
    aud: 'https://graph.microsoft.com',
    appid: narrowClient,
    tid: entra.tenant.tenantId,
    roles: ['User.Read.All'],
  });
});

it.each([
  ['a wrong secret', { ...watcher, client_secret: 'wrong' }, 401, 'invalid_client', 7000215],
  ['an empty secret', { ...watcher, client_secret: '' }, 401, 'invalid_client', 7000215],
  ['no credential', { client_id: watcherClient }, 401, 'invalid_client', 7000218],
  ['an unknown client', { ...watcher, client_id: 'nobody' }, 400, 'unauthorized_client', 700016],
  ['a scope that is not .default', { ...watcher, scope: 'User.Read.All' }, 400, 'invalid_scope', 1002012],
  ['another grant', { ...watcher, grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
  ['no client id', { client_secret: watcherSecret }, 400, 'invalid_request', 900144],
])('refuses %s', async (_, form, status, error, code) => {
  await using entra = await openEntra();
  const answer = await entra.askToken(form);
  const body = await jsonOf(answer);
  expect([answer.status, body['error'], body['error_codes']]).toEqual([status, error, [code]]);
  expect(body['error_description']).toMatch(new RegExp(`^AADSTS${code}: .*Trace ID: .*Correlation ID: `));
  expect(body['access_token']).toBeUndefined();
});

it('refuses a tenant that is none', async () => {
  await using entra = await openEntra();
  const answer = await entra.askToken(watcher, 'other.onmicrosoft.com');
  expect([answer.status, (await jsonOf(answer))['error_codes']]).toEqual([400, [90002]]);
});

const own = (claims: object = {}) => ({
  iss: watcherClient,
  sub: watcherClient,
  aud: 'https://login.microsoftonline.com/7c9e6679-7425-40de-944b-e07fc1f90ae7/oauth2/v2.0/token',
  exp: inAnHour(),
  ...claims,
});
const workload = (claims: object = {}) => ({
  iss: 'https://cluster.test',
  sub: 'system:serviceaccount:lockstep:bot',
  aud: 'api://AzureADTokenExchange',
  exp: inAnHour(),
  ...claims,
});

it.each([
  ['signed by the registered key', own(), pair.privateKey, 200, undefined],
  ['signed by another key', own(), stranger.privateKey, 401, 50013],
  ['that has expired', own({ exp: 1_000_000_000 }), pair.privateKey, 401, 700024],
  ['that is not valid yet', own({ nbf: 4_000_000_000 }), pair.privateKey, 401, 700024],
  ['that never expires', own({ exp: undefined }), pair.privateKey, 401, 700024],
  ['for another audience', own({ aud: 'https://other.test' }), pair.privateKey, 401, 700023],
  ['of a trusted workload', workload(), pair.privateKey, 200, undefined],
  ['of an untrusted workload', workload({ sub: 'other' }), pair.privateKey, 401, 700213],
  ['of a workload for another audience', workload({ aud: 'other' }), pair.privateKey, 401, 700213],
  ['of a workload that somebody else signed', workload(), stranger.privateKey, 401, 50013],
  ['of a workload that has expired', workload({ exp: 1_000_000_000 }), pair.privateKey, 401, 700024],
])('judges an assertion %s', async (_, claims, key, status, code) => {
  await using entra = await openEntra();
  const client = entra.tenant.clients.get(watcherClient)!;
  client.certificates = [pem];
  client.federated = [
    { issuer: 'https://cluster.test', subject: 'system:serviceaccount:lockstep:bot', publicKey: pem },
  ];
  const answer = await entra.askToken({
    client_id: watcherClient,
    client_assertion: jwt(claims, key),
    client_assertion_type: assertionType,
  });
  const body = await jsonOf(answer);
  expect([answer.status, body['error_codes']?.[0]]).toEqual([status, code]);
});

it('takes its own address as the audience, whatever stands behind it', async () => {
  await using entra = await openEntra();
  entra.tenant.clients.get(watcherClient)!.certificates = [pem];
  const endpoint = `${entra.authorityUrl}/${entra.tenant.tenantId}/oauth2/v2.0/token`;
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    scope: 'https://graph.microsoft.com/.default',
    client_id: watcherClient,
    client_assertion: jwt(own({ aud: endpoint }), pair.privateKey),
    client_assertion_type: assertionType,
  });
  expect((await fetch(`${endpoint}?client-request-id=1`, { method: 'POST', body })).status).toBe(200);
});

it('refuses an assertion of a client that has no certificate', async () => {
  await using entra = await openEntra();
  const answer = await entra.askToken({
    client_id: watcherClient,
    client_assertion: jwt(own(), pair.privateKey),
    client_assertion_type: assertionType,
  });
  expect((await jsonOf(answer))['error_codes']).toEqual([700027]);
});

it.each([
  ['none', () => ''],
  ['no JWT', () => 'Bearer nonsense'],
  [
    'one that we signed ourselves',
    () =>
      `Bearer ${jwt({ tid: '7c9e6679-7425-40de-944b-e07fc1f90ae7', exp: inAnHour(), roles: ['User.Read.All'] }, stranger.privateKey)}`,
  ],
])('answers 401 to a request whose token is %s', async (_, authorization) => {
  await using entra = await openEntra();
  const answer = await entra.ask('/users', { headers: { authorization: authorization() } });
  expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /);
  expect(await refusalOf(answer)).toEqual([401, 'InvalidAuthenticationToken']);
});

it('answers 401 to a token of another tenant', async () => {
  await using entra = await openEntra();
  const company = createCompany();
  const other = await startEntra({ ...company, entra: { ...company.entra, tenantId: 'another' } });
  const authorization = `Bearer ${await entra.tokenOf('watcher')}`;
  const answer = await fetch(`${other.url}/v1.0/users`, { headers: { authorization } });
  await other.close();
  expect(await refusalOf(answer)).toEqual([401, 'InvalidAuthenticationToken']);
});

it('answers 401 once the token has expired', async () => {
  await using early = await openEntra({ clockSkewMs: -7_200_000 });
  const stale = await early.tokenOf('watcher');
  await using entra = await openEntra();
  const answer = await entra.ask('/users', { headers: { authorization: `Bearer ${stale}` } });
  expect(await refusalOf(answer)).toEqual([401, 'InvalidAuthenticationToken']);
});

it('puts a role that was taken away into effect with the next token', async () => {
  await using entra = await openEntra();
  const status = async () => (await entra.ask('/organization')).status;
  expect(await status()).toBe(200);
  const client = entra.tenant.clients.get(watcherClient)!;
  client.roles = client.roles.filter((role) => !/^(Organization|Directory)\.Read\.All$/.test(role));
  expect(await status()).toBe(200);
  const fresh = await jsonOf(await entra.askToken(watcher));
  const headers = { authorization: `Bearer ${String(fresh['access_token'])}` };
  expect((await entra.ask('/organization', { headers })).status).toBe(403);
});
