import { expect, it } from 'vitest';
import { cast, credentials, groups } from '../../../sandbox/tenant/cast.ts';
import { oktaGroupByName } from '../../../sandbox/tenant/okta-groups.ts';
import { oktaUserByLogin } from '../../../sandbox/tenant/okta-people.ts';
import { openOkta } from './open-okta.ts';

it.each([
  ['/api/v1/users?limit=201', 400, 'E0000001'],
  ['/api/v1/users?pageSize=10', 400, 'E0000001'],
  ['/api/v1/users?filter=shoeSize eq "42"', 400, 'E0000031'],
  ['/api/v1/users?after=nonsense', 400, 'E0000001'],
  ['/api/v1/groups?limit=10001', 400, 'E0000001'],
  ['/api/v1/policies', 400, 'E0000001'],
  ['/api/v1/users/00unobody', 404, 'E0000007'],
  ['/api/v1/nothing', 404, 'E0000008'],
  ['/api/v1/logs?since=2020-01-01T00:00:00Z', 400, 'E0000053'],
])('refuses %s with %i %s', async (path, status, errorCode) => {
  await using okta = await openOkta();
  const answer = await okta.ask(path);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ errorCode, errorCauses: expect.any(Array) });
});

it('lets nobody read group pushes who may not read groups as well', async () => {
  await using okta = await openOkta();
  const [app] = okta.tenant.integrations.pushMappings.keys();
  const path = `/api/v1/apps/${app}/group-push/mappings`;
  expect((await okta.ask(path)).status).toBe(200);
  const token = okta.tenant.apiTokens.get(credentials.okta.watcherToken);
  if (token !== undefined) token.scopes = ['okta.apps.read'];
  expect((await okta.ask(path)).status).toBe(403);
});

it('refuses an unknown token, and one whose owner is deactivated', async () => {
  await using okta = await openOkta();
  const unknown = await okta.ask('/api/v1/users', { token: '00nothing' });
  expect([unknown.status, await unknown.json()]).toEqual([
    401,
    expect.objectContaining({ errorCode: 'E0000011' }),
  ]);
  oktaUserByLogin(okta.tenant, cast.barbara.email).status = 'DEPROVISIONED';
  expect((await okta.ask('/api/v1/users')).status).toBe(401);
});

it('refuses what the token may not read, and writes of a reading token', async () => {
  await using okta = await openOkta();
  const narrow = await okta.ask('/api/v1/groups', { token: credentials.okta.narrowToken });
  expect([narrow.status, await narrow.json()]).toEqual([
    403,
    expect.objectContaining({ errorCode: 'E0000006' }),
  ]);
  const group = oktaGroupByName(okta.tenant, groups.okta.vpn).id;
  const user = oktaUserByLogin(okta.tenant, cast.grace.email).id;
  expect((await okta.ask(`/api/v1/groups/${group}/users/${user}`, { method: 'PUT' })).status).toBe(403);
  expect(okta.tenant.memberships.get(group)?.has(user)).toBe(false);
});

it('adds and removes members for a writing token, and never in a group from elsewhere', async () => {
  await using okta = await openOkta();
  const user = oktaUserByLogin(okta.tenant, cast.grace.email).id;
  const vpn = oktaGroupByName(okta.tenant, groups.okta.vpn).id;
  const write = (method: string, group: string) =>
    okta.ask(`/api/v1/groups/${group}/users/${user}`, { method, token: credentials.okta.actorToken });
  expect((await write('PUT', vpn)).status).toBe(204);
  expect(okta.tenant.memberships.get(vpn)?.has(user)).toBe(true);
  expect((await write('DELETE', vpn)).status).toBe(204);
  expect(okta.tenant.memberships.get(vpn)?.has(user)).toBe(false);
  const synced = await write('PUT', oktaGroupByName(okta.tenant, groups.okta.finance).id);
  expect([synced.status, await synced.json()]).toEqual([
    403,
    expect.objectContaining({ errorCode: 'E0000006' }),
  ]);
});

it('suspends only the active', async () => {
  await using okta = await openOkta();
  const { id } = oktaUserByLogin(okta.tenant, cast.grace.email);
  const suspend = () =>
    okta.ask(`/api/v1/users/${id}/lifecycle/suspend`, { method: 'POST', token: credentials.okta.actorToken });
  expect((await suspend()).status).toBe(200);
  const again = await suspend();
  expect([again.status, await again.json()]).toEqual([
    400,
    expect.objectContaining({ errorCode: 'E0000001' }),
  ]);
});

it('writes the rate headers on every answer', async () => {
  await using okta = await openOkta();
  for (const path of ['/api/v1/users', '/api/v1/users/00unobody']) {
    const { headers } = await okta.ask(path);
    expect(Number(headers.get('x-rate-limit-limit'))).toBeGreaterThan(0);
    expect(Number(headers.get('x-rate-limit-reset')) * 1000).toBeGreaterThan(
      Date.parse(headers.get('date') ?? ''),
    );
  }
});

it('answers 429 when a bucket is empty, each bucket for itself', async () => {
  await using okta = await openOkta({ limits: true, answerMs: 0 });
  const logs = await Promise.all(Array.from({ length: 61 }, () => okta.ask('/api/v1/logs')));
  const refused = logs.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(1);
  expect(refused[0]?.headers.get('x-rate-limit-remaining')).toBe('0');
  expect(refused[0]?.headers.get('x-rate-limit-limit')).toBe('60');
  expect((await okta.ask('/api/v1/users?limit=1')).status).toBe(200);
});

it('answers 429 with a limit of nought when too much is under way at once', async () => {
  await using okta = await openOkta({ limits: true, concurrency: 3, answerMs: 50 });
  const answers = await Promise.all(Array.from({ length: 10 }, () => okta.ask('/api/v1/users?limit=1')));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.headers.get('x-rate-limit-limit')).toBe('0');
});
