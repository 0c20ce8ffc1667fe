import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEntra } from '../../sandbox/entra/server.ts';
import { breakGlass, cast, credentials, groups, guest } from '../../sandbox/tenant/cast.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { connectEntra } from '../../src/providers/entra/index.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { entry, gatherer, limits } from './facts.ts';

let company: ReturnType<typeof createCompany>;
let entra: Awaited<ReturnType<typeof startEntra>>;

beforeEach(async () => {
  company = createCompany();
  entra = await startEntra(company);
});
afterEach(async () => {
  await entra.close();
});

interface Identity {
  readonly tenantId?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
}

async function connect(identity: Identity = {}): Promise<Provider> {
  const watcher = {
    kind: 'secret' as const,
    clientId: identity.clientId ?? credentials.entra.watcherClient,
    clientSecret: identity.clientSecret ?? credentials.entra.watcherSecret,
  };
  const tenantId = identity.tenantId ?? company.entra.tenantId;
  const config = {
    tenantId,
    graphUrl: entra.url,
    authorityUrl: entra.authorityUrl,
    watcher,
    actor: null,
    hookSecret: null,
    signIn: null,
  };
  return await connectEntra({ id: 'entra', config, clock: systemClock, limits });
}

async function read(provider: Provider, name: 'accounts' | 'groups') {
  const stream = provider.directory?.find((each) => each.name === name);
  const pages = [];
  for await (const page of stream?.full(null) ?? []) pages.push(page);
  return pages;
}

describe('signing in', () => {
  it('works with the vendor’s own credential library over loopback', async () => {
    expect(await (await connect()).probe()).toMatchObject({ reachable: true, authenticated: true });
  });

  it.each([
    ['a wrong secret', { clientSecret: 'nonsense' }, 'AADSTS7000215'],
    ['an unknown application', { clientId: '00000000-0000-4000-8000-000000000000' }, 'AADSTS700016'],
    ['another tenant', { tenantId: '00000000-0000-4000-8000-000000000000' }, 'does not know this tenant'],
  ])('says so with %s', async (_, identity, code) => {
    const { authenticated, problem } = await (await connect(identity)).probe();

    expect(authenticated).toBe(false);
    expect(problem?.what).toContain(code);
  });

  it('names each missing permission', async () => {
    const narrow = { clientId: credentials.entra.narrowClient, clientSecret: credentials.entra.narrowSecret };
    const { permissions } = await (await connect(narrow)).probe();
    const granted = Object.fromEntries(permissions.map(({ name, granted }) => [name, granted]));

    expect(granted).toMatchObject({
      'User.Read.All': true,
      'Policy.Read.All': false,
      'AuditLog.Read.All': false,
    });
  });
});

describe('bad days', () => {
  it.each([
    ['HTML instead of JSON', { kind: 'html', status: 200 } as const],
    ['JSON that is cut off', { kind: 'truncated' } as const],
    [
      'a refusal',
      {
        kind: 'status',
        status: 403,
        body: { error: { code: 'Authorization_RequestDenied', message: 'no' } },
      } as const,
    ],
  ])('%s is an error, never a shorter list', async (_, fault) => {
    entra.faults.add({ path: /^\/v1\.0\/users\/delta/, fault });

    await expect(read(await connect(), 'accounts')).rejects.toThrow(/Graph/);
  });

  it.each([
    ['a 503', { kind: 'status', status: 503 } as const],
    ['a 429 with Retry-After', { kind: 'status', status: 429, headers: { 'retry-after': '0' } } as const],
    ['a broken connection', { kind: 'reset' } as const],
  ])('survives %s', async (_, fault) => {
    entra.faults.add({ path: /^\/v1\.0\/users\/delta/, times: 1, fault });
    const pages = await read(await connect(), 'accounts');

    expect(pages.flatMap(({ accounts }) => accounts ?? []).length).toBe(company.entra.users.size);
  });

  it('says that the licence is missing, not that nobody has a second factor', async () => {
    company.entra.licences.p1 = false;
    const provider = await connect();
    const reading = async () => {
      for await (const rows of provider.factors?.read([]) ?? []) expect(rows).toEqual([]);
    };

    await expect(reading()).rejects.toMatchObject({ code: 'NOT_LICENSED' });
  });
});

describe('what it reads', () => {
  it('fills the mirror with members inline, and then tells only what changed', async () => {
    const provider = await connect();
    const pages = await read(provider, 'groups');
    const members = pages.flatMap(({ memberships }) => (memberships ?? []).flatMap(({ added }) => added));
    const people = [...company.entra.groups.values()].flatMap((group) =>
      [...group.members].filter((id) => company.entra.users.has(id)),
    );
    const checkpoint = pages.at(-1)?.checkpoint ?? '';

    expect(members.length).toBe(people.length);
    const stream = provider.directory?.find(({ name }) => name === 'groups');
    entra.forgetRequests();
    for await (const page of stream?.changes({ checkpoint, resume: null }) ?? [])
      expect(page.memberships ?? []).toEqual([]);
    expect(entra.requestCount()).toBe(1);
  });

  it('tells roles with people behind groups, and break-glass accounts', async () => {
    const { fact } = gatherer(await connect(), [
      entry('entra', breakGlass.entra.bg1),
      entry('entra', 'nobody@acme.onmicrosoft.com'),
    ]);
    const roles = await fact('roles');
    const [bg1, nobody] = await fact('breakGlass');

    expect(roles.some(({ viaGroupId }) => viaGroupId !== null)).toBe(true);
    expect(roles.every(({ accountId }) => company.entra.users.has(accountId))).toBe(true);
    expect(bg1?.account).toMatchObject({ status: 'active', passwordNeverExpires: true });
    expect(nobody?.account).toBeNull();
    await expect(fact('oktaPolicies')).rejects.toMatchObject({ code: 'NOT_APPLICABLE' });
  });

  it('tells every other fact that checks rest on', async () => {
    const { fact } = gatherer(await connect(), [entry('entra', breakGlass.entra.bg1)]);

    expect((await fact('conditionalAccess')).policies.length).toBe(company.entra.conditionalAccess.size);
    expect((await fact('domains')).filter(({ initial }) => initial)).toHaveLength(1);
    expect((await fact('exclusionGroups')).length).toBeGreaterThan(0);
    expect((await fact('adminSignIns')).size).toBeGreaterThan(5);
    expect((await fact('adminFactors')).byAccount.size).toBeGreaterThan(5);
    expect(Array.isArray(await fact('lifecycleAutomations'))).toBe(true);
    expect((await fact('roleGroups')).length).toBeGreaterThan(0);
  });

  it('looks people and groups up, quotes included', async () => {
    const { lookUp } = await connect();
    const [bob] = (await lookUp?.accountsByEmail(cast.bob.email)) ?? [];
    const it = await lookUp?.group(groups.entra.it);

    expect(await lookUp?.isMember(it?.id ?? '', bob?.id ?? '')).toBe(true);
    expect(await lookUp?.accountsByEmail("x' or accountEnabled eq true or mail eq '")).toEqual([]);
    expect((await lookUp?.accountsByEmail(guest.email))?.[0]?.type).toBe('guest');
    await expect(lookUp?.group(groups.entra.twin)).rejects.toMatchObject({ code: 'GROUP_AMBIGUOUS' });
  });
});
