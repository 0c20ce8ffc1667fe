import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOkta } from '../../sandbox/okta/server.ts';
import { breakGlass, cast, credentials, groups } from '../../sandbox/tenant/cast.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import { addMember, updateUser } from '../../sandbox/tenant/okta-changes.ts';
import { oktaGroupByName } from '../../sandbox/tenant/okta-groups.ts';
import { issueKey } from '../../sandbox/tenant/okta-keys.ts';
import { oktaUserByLogin } from '../../sandbox/tenant/okta-people.ts';
import type { OktaIdentity } from '../../src/config/config.ts';
import { type Clock, MINUTE_MS, systemClock } from '../../src/lib/clock.ts';
import { connectOkta } from '../../src/providers/okta/index.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { entry, gatherer, limits } from './facts.ts';

let company: ReturnType<typeof createCompany>;
let okta: Awaited<ReturnType<typeof startOkta>>;
const open: Provider[] = [];

beforeEach(async () => {
  company = createCompany({ oktaPeople: 450 });
  okta = await startOkta(company);
});
afterEach(async () => {
  for (const provider of open.splice(0)) await provider.close();
  await okta.close();
});

async function connect(
  watcher: OktaIdentity = { kind: 'token', token: credentials.okta.watcherToken },
  clock: Clock = systemClock,
): Promise<Provider> {
  const provider = await connectOkta({
    id: 'okta',
    config: { orgUrl: okta.url, watcher, actor: null, hookSecret: null, signIn: null },
    clock,
    limits,
  });
  open.push(provider);
  return provider;
}

const people = async (provider: Provider) => {
  const ids: string[] = [];
  const stream = provider.directory?.find(({ name }) => name === 'accounts');
  for await (const page of stream?.full(null) ?? []) ids.push(...(page.accounts ?? []).map(({ id }) => id));
  return ids;
};

describe('signing in', () => {
  it('works with a private key, DPoP included, and asks for one token for many calls at once', async () => {
    const { privateKey, keyId } = issueKey(company.okta, credentials.okta.watcherClient);
    const provider = await connect({
      kind: 'key',
      clientId: credentials.okta.watcherClient,
      privateKey,
      keyId,
    });
    const lookUps = Array.from(
      { length: 10 },
      async () => await provider.lookUp?.accountsByEmail(cast.ada.email),
    );

    expect((await Promise.all(lookUps)).every((found) => found?.length === 1)).toBe(true);
    // The first answer asks for a nonce (RFC 9449), the second is the token.
    expect(okta.requests().filter((line) => line.includes('/oauth2/v1/token'))).toHaveLength(2);
  });

  it.each([
    ['a wrong token', { kind: 'token', token: 'nonsense' } as const, 'TOKEN_REJECTED'],
    [
      'an unknown client',
      { kind: 'key', clientId: '0oaNobody', privateKey: '', keyId: null } as const,
      'TOKEN_REJECTED',
    ],
  ])('says so with %s', async (_, identity, code) => {
    const { privateKey } = issueKey(company.okta, credentials.okta.watcherClient);
    const probe = await (
      await connect(identity.kind === 'key' ? { ...identity, privateKey } : identity)
    ).probe();

    expect(probe).toMatchObject({ authenticated: false, problem: { code } });
  });

  it('does not take an address that is no org for one that it may read', async () => {
    okta.faults.add({ path: /./, fault: { kind: 'status', status: 404, body: { errorCode: 'E0000007' } } });

    expect(await (await connect()).probe()).toMatchObject({
      authenticated: false,
      problem: { code: 'NOT_FOUND' },
    });
  });

  it('names each missing scope and what is off without it', async () => {
    const { permissions } = await (
      await connect({ kind: 'token', token: credentials.okta.narrowToken })
    ).probe();
    const granted = Object.fromEntries(permissions.map(({ name, granted }) => [name, granted]));

    expect(granted).toMatchObject({
      'okta.users.read': true,
      'okta.roles.read': false,
      'okta.policies.read': false,
    });
  });
});

describe('bad days', () => {
  it.each([
    ['HTML instead of JSON', { kind: 'html', status: 200 } as const],
    ['JSON that is cut off', { kind: 'truncated' } as const],
    ['a next link to another host', { kind: 'foreign_next', origin: 'http://127.0.0.1:9' } as const],
    ['a refusal', { kind: 'status', status: 403, body: { errorCode: 'E0000006' } } as const],
  ])('%s is an error, never a shorter list', async (_, fault) => {
    okta.faults.add({ path: /^\/api\/v1\/users\?/, fault });

    await expect(people(await connect())).rejects.toThrow(/Okta/);
  });

  it.each([
    ['an empty page with a next link', { kind: 'empty_page' } as const],
    ['a 503', { kind: 'status', status: 503 } as const],
    ['a 429 without headers', { kind: 'status', status: 429 } as const],
    ['a broken connection', { kind: 'reset' } as const],
  ])('survives %s', async (_, fault) => {
    okta.faults.add({ path: /^\/api\/v1\/users\?/, times: 1, fault });

    expect((await people(await connect())).length).toBe(company.okta.users.size);
  });
});

describe('what it reads', () => {
  it('lists everybody, leavers included, and every membership, in about as many requests as there are pages', async () => {
    const provider = await connect();
    const members = new Set<string>();
    const stream = provider.directory?.find(({ name }) => name === 'groups');
    okta.forgetRequests();
    for await (const page of stream?.full(null) ?? []) {
      for (const { groupId, added } of page.memberships ?? [])
        for (const id of added) members.add(`${groupId} ${id}`);
    }
    const all = [...company.okta.memberships.values()].reduce((sum, each) => sum + each.size, 0);

    expect(members.size).toBe(all);
    expect(okta.requestCount()).toBe(company.okta.groups.size + 1);
    expect((await people(provider)).length).toBe(company.okta.users.size);
  });

  it('asks for changes by the clock of Okta, however far ours is ahead', async () => {
    const ahead = { now: () => new Date(Date.now() + 20 * MINUTE_MS) };
    const provider = await connect(undefined, ahead);
    const checkpoints = new Map<string, string>();
    for (const { name, full } of provider.directory ?? [])
      for await (const { checkpoint } of full(null)) if (checkpoint) checkpoints.set(name, checkpoint);
    const ada = oktaUserByLogin(company.okta, cast.ada.email);
    updateUser(company.okta, ada.id, { status: 'SUSPENDED' });
    const vpn = oktaGroupByName(company.okta, groups.okta.vpn);
    addMember(company.okta, vpn.id, oktaUserByLogin(company.okta, cast.grace.email).id);
    const seen: string[] = [];
    for (const { name, changes } of provider.directory ?? [])
      for await (const page of changes({ checkpoint: checkpoints.get(name) ?? '', resume: null }))
        seen.push(...[...(page.accounts ?? []), ...(page.groups ?? [])].map(({ id }) => id));

    expect(seen).toEqual(expect.arrayContaining([ada.id, vpn.id]));
  });

  it('lists groups by smaller pages where a large one takes Okta too long', { timeout: 30_000 }, async () => {
    const provider = await connect();
    for (let n = company.okta.groups.size; n < 450; n++) {
      const id = `00gMany${String(n).padStart(13, '0')}`;
      company.okta.groups.set(id, { ...[...company.okta.groups.values()][0]!, id, name: `Many ${n}` });
    }
    const stream = provider.directory?.find(({ name }) => name === 'groups');
    const tooLong = { kind: 'status', status: 500, body: { errorCode: 'E0000009' } } as const;
    okta.faults.add({ path: /^\/api\/v1\/groups\?limit=10000/, fault: tooLong });
    const seen: string[] = [];
    for await (const page of stream?.full(null) ?? []) seen.push(...(page.groups ?? []).map(({ id }) => id));

    expect(seen.toSorted()).toEqual([...company.okta.groups.keys()].toSorted());
  });

  it('goes on after any page of a pass that was cut off', async () => {
    const provider = await connect();
    const stream = provider.directory?.find(({ name }) => name === 'groups');
    const whole: string[] = [];
    const resumes: (string | null)[] = [];
    for await (const page of stream?.full(null) ?? []) {
      resumes.push(page.resume);
      whole.push(...(page.memberships ?? []).map(({ groupId }) => groupId));
    }
    const middle = resumes[Math.floor(resumes.length / 2)] ?? null;
    const rest: string[] = [];
    let finished = false;
    for await (const page of stream?.full(middle) ?? []) {
      rest.push(...(page.memberships ?? []).map(({ groupId }) => groupId));
      finished = page.checkpoint !== undefined;
    }

    expect(finished).toBe(true);
    expect(rest.length).toBeLessThan(whole.length);
    expect(whole.slice(-rest.length)).toEqual(rest);
  });

  it('tells administrators by every way, and break-glass accounts with their factors', async () => {
    const { fact } = gatherer(await connect(), [
      entry('okta', breakGlass.okta.bg1),
      entry('okta', breakGlass.okta.bg2),
      entry('okta', 'nobody@acme.test'),
    ]);
    const roles = await fact('roles');
    const [good, flawed, absent] = await fact('breakGlass');

    expect(
      new Set(roles.filter(({ tier }) => tier === 'top').map(({ accountId }) => accountId)).size,
    ).toBeGreaterThan(5);
    expect(roles.some(({ viaGroupId }) => viaGroupId !== null)).toBe(true);
    expect(good?.account?.factors).toMatchObject([{ strength: 'resistant' }, { strength: 'resistant' }]);
    expect(flawed?.account?.factors).toMatchObject([{ kind: 'sms', strength: 'weak' }]);
    expect(absent?.account).toBeNull();
    await expect(fact('conditionalAccess')).rejects.toMatchObject({ code: 'NOT_APPLICABLE' });
  });

  it('takes no short login for that of a break-glass account: nothing would protect it', async () => {
    const [short = ''] = breakGlass.okta.bg1.split('@');
    const { fact } = gatherer(await connect(), [
      entry('okta', short),
      entry('okta', breakGlass.okta.bg1.toUpperCase()),
    ]);

    expect((await fact('breakGlass')).map(({ account }) => account?.login)).toEqual([
      undefined,
      breakGlass.okta.bg1,
    ]);
  });

  it('asks only groups with privilege for their roles, and every group of an org that does not say', async () => {
    const viaGroups = async () => {
      const roles = await gatherer(await connect(), []).fact('roles');
      return roles.filter(({ viaGroupId }) => viaGroupId !== null);
    };
    const asked = () => okta.requests().filter((line) => /\/groups\/[^/]+\/roles/.test(line)).length;

    const told = await viaGroups();
    expect(told.length).toBeGreaterThan(0);
    expect(asked()).toBe(company.okta.groupRoles.size);
    okta.forgetRequests();
    company.okta.statsTellPrivilege = false;
    expect(await viaGroups()).toEqual(told);
    expect(asked()).toBe(company.okta.groups.size);
  });

  it('looks people and groups up, and refuses a name that two groups have', async () => {
    const { lookUp } = await connect();
    const [ada] = (await lookUp?.accountsByEmail(cast.ada.email)) ?? [];
    const admins = await lookUp?.group(groups.okta.lockstepAdmins);

    expect(await lookUp?.isMember(admins?.id ?? '', ada?.id ?? '')).toBe(true);
    expect((await lookUp?.accountsByEmail(cast.kim1.email))?.length).toBe(2);
    expect(await lookUp?.accountsByEmail('x" or status eq "ACTIVE')).toEqual([]);
    expect(await lookUp?.group('no such group')).toBeNull();
    await expect(lookUp?.group(groups.okta.twin)).rejects.toMatchObject({ code: 'GROUP_AMBIGUOUS' });
  });
});
