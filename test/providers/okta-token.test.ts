import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FaultRule } from '../../sandbox/faults.ts';
import { startOkta } from '../../sandbox/okta/server.ts';
import { cast, credentials } from '../../sandbox/tenant/cast.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import { issueKey } from '../../sandbox/tenant/okta-keys.ts';
import type { OktaIdentity } from '../../src/config/config.ts';
import { fixedClock, MINUTE_MS } from '../../src/lib/clock.ts';
import { connectOkta } from '../../src/providers/okta/index.ts';
import type { Provider } from '../../src/providers/provider.ts';

const company = createCompany();
const { watcherClient } = credentials.okta;
let okta: Awaited<ReturnType<typeof startOkta>>;
let clock: ReturnType<typeof fixedClock>;
let open: Provider | undefined;

beforeEach(async () => {
  okta = await startOkta(company);
  clock = fixedClock(new Date().toISOString());
});
afterEach(async () => {
  const client = company.okta.clients.get(watcherClient)!;
  Object.assign(client, { scopes: allScopes, dpop: true });
  await open?.close();
  await okta.close();
});

const allScopes = company.okta.clients.get(watcherClient)!.scopes;

async function connect({ dpop = false, ...more }: { dpop?: boolean; actor?: OktaIdentity } = {}) {
  company.okta.clients.get(watcherClient)!.dpop = dpop;
  const watcher = {
    kind: 'key' as const,
    clientId: watcherClient,
    ...issueKey(company.okta, watcherClient),
  };
  const limits = { rateShare: 1, concurrency: 10 };
  const config = { orgUrl: okta.url, watcher, actor: null, hookSecret: null, signIn: null, ...more };
  open = await connectOkta({ id: 'okta', config, clock, limits });
  return open;
}

const tokensAsked = () => okta.requests().filter((line) => line.includes('/oauth2/v1/token')).length;
const look = async ({ lookUp }: Provider) => await lookUp?.accountsByEmail(cast.ada.email);
const busy = (rule: Partial<FaultRule['fault']> & object, times = 1): FaultRule => ({
  path: /^\/oauth2\//,
  times,
  fault: { kind: 'status', status: 503, ...rule } as FaultRule['fault'],
});

it.each([true, false])('signs in with a key, DPoP %s, once for many calls at once', async (dpop) => {
  const provider = await connect({ dpop });
  const found = await Promise.all(Array.from({ length: 10 }, async () => await look(provider)));

  expect(found.every((accounts) => accounts?.length === 1)).toBe(true);
  // With DPoP the first answer asks for a nonce (RFC 9449).
  expect(tokensAsked()).toBe(dpop ? 2 : 1);
});

it('takes a new token shortly before the old one ends, and not earlier', async () => {
  const provider = await connect();
  await look(provider);
  clock.advance(57 * MINUTE_MS);
  await look(provider);
  const before = tokensAsked();
  clock.advance(2 * MINUTE_MS);
  await look(provider);

  expect([before, tokensAsked()]).toEqual([1, 2]);
});

it('takes one new token when ten calls at once are refused', async () => {
  const provider = await connect();
  await look(provider);
  okta.revokeTokens();
  const found = await Promise.all(Array.from({ length: 10 }, async () => await look(provider)));

  expect(found.every((accounts) => accounts?.length === 1)).toBe(true);
  expect(tokensAsked()).toBe(2);
});

const refusal = { kind: 'status', status: 401, body: { errorCode: 'E0000011' } } as const;

it('does not give up the new token for a late refusal of the old one', async () => {
  const provider = await connect();
  await look(provider);
  okta.faults.add({ path: /^\/api\/v1\/groups/, times: 1, fault: { ...refusal, afterMs: 400 } });
  okta.faults.add({ path: /^\/api\/v1\/users/, times: 1, fault: refusal });
  const group = provider.lookUp?.group('IT');
  await look(provider);
  await group;

  expect(tokensAsked()).toBe(2);
});

it('says that a token is refused when the new one is refused too', async () => {
  okta.faults.add({ path: /^\/api\//, fault: refusal });

  await expect(look(await connect())).rejects.toMatchObject({ code: 'TOKEN_REJECTED' });
});

it('uses the scopes that are granted, and names the others', async () => {
  company.okta.clients.get(watcherClient)!.scopes = ['okta.users.read', 'okta.groups.read'];
  const provider = await connect();
  const { authenticated, permissions } = await provider.probe();
  const granted = permissions.filter((permission) => permission.granted).map(({ name }) => name);

  expect(authenticated).toBe(true);
  expect(granted).toEqual(['okta.users.read', 'okta.groups.read']);
  expect(permissions.length).toBe(12);
  // Everything at once, each by itself, and the granted ones together; then the three of acting, of which none is granted.
  expect(tokensAsked()).toBe(1 + 9 + 1 + 1 + 3);
});

it('finds a scope that is granted later with the next token', async () => {
  company.okta.clients.get(watcherClient)!.scopes = ['okta.users.read'];
  const provider = await connect();
  await expect(provider.lookUp?.group('IT')).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  company.okta.clients.get(watcherClient)!.scopes = allScopes;
  clock.advance(59 * MINUTE_MS);

  await expect(provider.lookUp?.group('IT')).resolves.toBeNull();
});

it('says that nothing is granted where no scope is', async () => {
  company.okta.clients.get(watcherClient)!.scopes = [];

  await expect(look(await connect())).rejects.toMatchObject({
    code: 'NOT_PERMITTED',
    message: expect.stringContaining('invalid_scope'),
  });
});

it.each([
  ['busy', { status: 429, body: { errorCode: 'E0000047' } }],
  ['away', { status: 503, body: { errorCode: 'E0000009' } }],
  ['away behind a proxy', { kind: 'html', status: 502 } as const],
])('asks again when the token endpoint is %s', async (_, fault) => {
  okta.faults.add(busy(fault));

  expect((await look(await connect()))?.length).toBe(1);
  expect(tokensAsked()).toBe(2);
});

it('says that Okta is away, not that the key is wrong, while the token endpoint answers 503', async () => {
  okta.faults.add(busy({ status: 503, body: { errorCode: 'E0000009' } }, 99));

  await expect(look(await connect())).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
});

it.each([
  [400, { error: 'invalid_client', error_description: 'The client is inactive.' }, 'TOKEN_REJECTED'],
  [
    401,
    { error: 'invalid_client', error_description: 'The client_assertion token is expired.' },
    'CLOCK_SKEW',
  ],
])('says what the token endpoint said with %s', async (status, body, code) => {
  okta.faults.add(busy({ status, body }, 99));

  await expect(look(await connect())).rejects.toMatchObject({
    code,
    message: expect.stringContaining(body.error_description),
  });
});

it('never reads in the name of the actor', async () => {
  const provider = await connect({ actor: { kind: 'token', token: 'an actor that Okta would refuse' } });
  await look(provider);

  expect((await provider.probe()).authenticated).toBe(true);
});
