import { expect, it } from 'vitest';
import { groups } from '../../sandbox/tenant/cast.ts';
import { addMember, deleteUser } from '../../sandbox/tenant/entra-changes.ts';
import { entraGroupByName } from '../../sandbox/tenant/entra-groups.ts';
import { oktaGroupByName } from '../../sandbox/tenant/okta-groups.ts';
import { syncDirectory } from '../../src/directory/index.ts';
import type { Moved } from '../../src/directory/sync-tools.ts';
import { systemClock } from '../../src/lib/clock.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { listFreshness } from '../../src/store/freshness.ts';
import { takeLease } from '../../src/store/leases.ts';
import { countMirror, listAccounts, membersOf } from '../../src/store/mirror.ts';
import type { Db } from '../../src/store/open.ts';
import { eachEngine } from '../support/store.ts';
import { openEntra, openOkta } from './open-directory.ts';

const sync = async (db: Db, provider: Provider, full = false) =>
  await syncDirectory({ db, clock: systemClock }, provider, { full });
const refused = { kind: 'status', status: 403, body: { errorCode: 'E0000006' } } as const;
const empty = { kind: 'status', status: 200, body: [] } as const;
const sorted = (ids: Iterable<string>): string[] => [...ids].toSorted();

eachEngine((fresh) => {
  it('mirrors everybody, every group and every membership of Okta', async () => {
    await using okta = await openOkta({ oktaPeople: 450 });
    const { db } = await fresh.open();
    await sync(db, okta.provider);
    const memberships = [...okta.tenant.memberships.values()].reduce((sum, members) => sum + members.size, 0);

    expect(await countMirror(db, 'okta')).toEqual({
      accounts: okta.tenant.users.size,
      groups: okta.tenant.groups.size,
      memberships,
    });
  });

  it('goes on after the last page that was stored when Okta stops answering half way', async () => {
    await using okta = await openOkta({ oktaPeople: 650 });
    const { db } = await fresh.open();
    okta.standIn.faults.add({ path: /^\/api\/v1\/users\?.*after=/, fault: refused });
    await expect(sync(db, okta.provider)).rejects.toThrow(/Okta/);
    const half = (await countMirror(db, 'okta')).accounts;
    okta.standIn.faults.clear();
    okta.standIn.forgetRequests();
    await sync(db, okta.provider);
    const pages = okta.standIn.requests().filter((line) => line.includes('/api/v1/users?'));

    expect(half).toBeGreaterThan(0);
    expect(half).toBeLessThan(okta.tenant.users.size);
    expect(pages.every((line) => line.includes('after='))).toBe(true);
    expect(sorted((await listAccounts(db, 'okta')).map(({ id }) => id))).toEqual(
      sorted(okta.tenant.users.keys()),
    );
  });

  it('goes on within the members when a group cannot be read, and ends complete', async () => {
    await using okta = await openOkta();
    const { db } = await fresh.open();
    const vpn = oktaGroupByName(okta.tenant, groups.okta.vpn);
    okta.standIn.faults.add({ path: new RegExp(`^/api/v1/groups/${vpn.id}/users`), fault: refused });
    await expect(sync(db, okta.provider)).rejects.toThrow(/Okta/);
    const early = [...(await listFreshness(db)).keys()];
    okta.standIn.faults.clear();
    await sync(db, okta.provider);

    expect(early).not.toContain('sync:okta');
    for (const [id, members] of okta.tenant.memberships)
      expect(sorted(await membersOf(db, 'okta', id))).toEqual(sorted(members));
  });

  it.each(['full', 'changes'] as const)(
    'misses no group of Okta when an earlier one is deleted while a %s pass is cut off',
    async (mode) => {
      await using okta = await openOkta();
      const { db } = await fresh.open();
      const [first = '', , , cut = ''] = okta.tenant.groups.keys();
      if (mode === 'changes') {
        await sync(db, okta.provider);
        for (const group of okta.tenant.groups.values())
          group.lastMembershipUpdated = new Date().toISOString();
        for (const members of okta.tenant.memberships.values()) members.delete([...members][0] ?? '');
      }
      okta.standIn.faults.add({ path: new RegExp(`^/api/v1/groups/${cut}/users`), fault: refused });
      await expect(sync(db, okta.provider)).rejects.toThrow(/Okta/);
      okta.standIn.faults.clear();
      okta.tenant.groups.delete(first);
      okta.tenant.memberships.delete(first);
      const { streams } = await sync(db, okta.provider);

      expect(streams.map(({ mode }) => mode)).toContain(mode);
      for (const [id, members] of okta.tenant.memberships)
        expect(sorted(await membersOf(db, 'okta', id))).toEqual(sorted(members));
    },
  );

  it('goes on after the last page that was stored when Graph stops answering half way', async () => {
    await using entra = await openEntra();
    const { db } = await fresh.open();
    entra.standIn.faults.add({ path: /^\/v1\.0\/groups\/delta\?.*token=/, fault: refused });
    await expect(sync(db, entra.provider)).rejects.toThrow(/Graph|Entra/);
    entra.standIn.faults.clear();
    entra.standIn.forgetRequests();
    await sync(db, entra.provider);
    const pages = entra.standIn.requests().filter((line) => line.includes('/groups/delta'));

    expect(pages.every((line) => line.includes('token='))).toBe(true);
    for (const { id, members } of entra.tenant.groups.values())
      expect(sorted(await membersOf(db, 'entra', id))).toEqual(
        sorted([...members].filter((member) => entra.tenant.users.has(member))),
      );
  });

  it('takes an empty list for an error, and leaves the mirror as it was', async () => {
    await using okta = await openOkta();
    const { db } = await fresh.open();
    await sync(db, okta.provider);
    const before = await countMirror(db, 'okta');
    okta.standIn.faults.add({ path: /^\/api\/v1\/users\?/, fault: empty });

    await expect(sync(db, okta.provider, true)).rejects.toMatchObject({ code: 'EMPTY_DIRECTORY' });
    expect(await countMirror(db, 'okta')).toEqual(before);
  });

  it('takes an empty list for an error the first time too', async () => {
    await using okta = await openOkta();
    const { db } = await fresh.open();
    okta.standIn.faults.add({ path: /^\/api\/v1\/users\?/, fault: empty });

    await expect(sync(db, okta.provider)).rejects.toMatchObject({ code: 'EMPTY_DIRECTORY' });
    expect([...(await listFreshness(db)).keys()]).not.toContain('sync:okta');
  });

  it('disbelieves that most people or most groups are gone, and believes it no sooner the second time', async () => {
    await using okta = await openOkta();
    const { db } = await fresh.open();
    await sync(db, okta.provider);
    const before = await countMirror(db, 'okta');
    const [users, all] = [[...okta.tenant.users], [...okta.tenant.groups]];
    for (const [id] of users.slice(20)) okta.tenant.users.delete(id);
    const lost = { code: 'MASS_DISAPPEARANCE' };
    await expect(sync(db, okta.provider, true)).rejects.toMatchObject(lost);
    await expect(sync(db, okta.provider)).rejects.toMatchObject(lost);
    for (const [id, user] of users) okta.tenant.users.set(id, user);
    for (const [id] of all.slice(3)) okta.tenant.groups.delete(id);
    await expect(sync(db, okta.provider, true)).rejects.toMatchObject(lost);

    expect(await countMirror(db, 'okta')).toMatchObject({ accounts: before.accounts, groups: before.groups });
  });

  it('disbelieves that most memberships are gone although every group is there, and tells of none', async () => {
    await using okta = await openOkta();
    const { db } = await fresh.open();
    await sync(db, okta.provider);
    const before = await countMirror(db, 'okta');
    const moved: unknown[] = [];
    const onMoves = async (_: Db, { moves }: Moved) => void (await Promise.resolve(moved.push(...moves)));
    okta.standIn.faults.add({ path: /^\/api\/v1\/groups\/[^/]+\/users/, fault: empty });

    await expect(
      syncDirectory({ db, clock: systemClock, onMoves }, okta.provider, { full: true }),
    ).rejects.toMatchObject({ code: 'MASS_DISAPPEARANCE', message: expect.stringMatching(/memberships$/) });
    expect([moved, await countMirror(db, 'okta')]).toEqual([[], before]);
  });

  it('believes that most groups are gone when an admin says so, and never that everybody is', async () => {
    await using okta = await openOkta();
    const { db } = await fresh.open();
    await sync(db, okta.provider);
    for (const id of [...okta.tenant.groups.keys()].slice(3)) {
      okta.tenant.groups.delete(id);
      okta.tenant.memberships.delete(id);
    }
    const believing = async () =>
      await syncDirectory({ db, clock: systemClock }, okta.provider, { full: true, believe: true });
    await expect(sync(db, okta.provider, true)).rejects.toMatchObject({
      code: 'MASS_DISAPPEARANCE',
      next: expect.stringContaining('lockstep sync --full --believe'),
    });
    await believing();
    expect((await countMirror(db, 'okta')).groups).toBe(3);

    okta.standIn.faults.add({ path: /^\/api\/v1\/users\?/, fault: empty });
    await expect(believing()).rejects.toMatchObject({ code: 'EMPTY_DIRECTORY' });
  });

  it('drops what is gone, when it is believable', async () => {
    await using okta = await openOkta();
    const { db } = await fresh.open();
    await sync(db, okta.provider);
    const [gone = ''] = okta.tenant.users.keys();
    okta.tenant.users.delete(gone);
    for (const members of okta.tenant.memberships.values()) members.delete(gone);
    await sync(db, okta.provider, true);

    expect((await listAccounts(db, 'okta')).map(({ id }) => id)).not.toContain(gone);
  });

  it('is content with a tenant that has no groups', async () => {
    await using okta = await openOkta();
    await using entra = await openEntra();
    for (const { groups, memberships } of [okta.tenant, { ...entra.tenant, memberships: new Map() }]) {
      groups.clear();
      memberships.clear();
    }
    const { db } = await fresh.open();
    const outcomes = [await sync(db, okta.provider), await sync(db, entra.provider)];

    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    expect(await countMirror(db, 'okta')).toMatchObject({ groups: 0, memberships: 0 });
    expect(await countMirror(db, 'entra')).toMatchObject({ groups: 0, memberships: 0 });
  });

  it('reads only what changed the second time', async () => {
    await using entra = await openEntra();
    const { db } = await fresh.open();
    await sync(db, entra.provider);
    const vpn = entraGroupByName(entra.tenant, groups.entra.vpn);
    const [leaver = ''] = vpn.members;
    const newcomer = [...entra.tenant.users.keys()].find((id) => !vpn.members.has(id)) ?? '';
    addMember(entra.tenant, vpn.id, newcomer);
    deleteUser(entra.tenant, leaver);
    entra.standIn.forgetRequests();
    const { streams } = await sync(db, entra.provider);

    expect(streams.map(({ mode }) => mode)).toEqual(['changes', 'changes']);
    expect(entra.standIn.requestCount()).toBeLessThan(10);
    expect(sorted(await membersOf(db, 'entra', vpn.id))).toEqual(sorted(vpn.members));
    expect((await listAccounts(db, 'entra')).map(({ id }) => id)).not.toContain(leaver);
  });

  it.each(['lost', 'gone'] as const)('reads everything again when its checkpoint is %s', async (how) => {
    await using entra = await openEntra();
    const { db } = await fresh.open();
    await sync(db, entra.provider);
    const vpn = entraGroupByName(entra.tenant, groups.entra.vpn);
    const [leaver = ''] = vpn.members;
    deleteUser(entra.tenant, leaver);
    entra.standIn.expireDelta(how);
    const { streams } = await sync(db, entra.provider);

    expect(streams.map(({ mode }) => mode)).toEqual(['full', 'full']);
    expect((await listAccounts(db, 'entra')).map(({ id }) => id)).not.toContain(leaver);
    expect(sorted(await membersOf(db, 'entra', vpn.id))).toEqual(sorted(vpn.members));
  });

  it('takes a list that ends before its last page for incomplete, and drops nobody', async () => {
    await using okta = await openOkta({ oktaPeople: 450 });
    const { db } = await fresh.open();
    await sync(db, okta.provider);
    const before = await countMirror(db, 'okta');
    const directory = okta.provider.directory?.map((stream) => ({
      ...stream,
      full: async function* () {
        let pages = 0;
        for await (const { checkpoint: _, ...page } of stream.full(null)) if (pages++ < 2) yield page;
      },
    }));
    const cut: Provider = { ...okta.provider, ...(directory === undefined ? {} : { directory }) };

    await expect(sync(db, cut, true)).rejects.toMatchObject({ code: 'EVIDENCE_INCOMPLETE' });
    expect(await countMirror(db, 'okta')).toEqual(before);
  });

  it('asks nothing while another process syncs the same directory', async () => {
    await using okta = await openOkta();
    const { db } = await fresh.open();
    const now = new Date();
    await takeLease(db, {
      name: 'sync:okta',
      owner: 'another',
      now,
      until: new Date(now.getTime() + 60_000),
    });

    expect((await sync(db, okta.provider)).outcome).toBe('busy');
    expect(okta.standIn.requestCount()).toBe(0);
  });

  it('lets one of two syncs at the same time do the work', async () => {
    await using okta = await openOkta();
    const [one, other] = [await fresh.open(), await fresh.reopen()];
    const both = await Promise.all([sync(one.db, okta.provider), sync(other.db, okta.provider)]);

    expect(both.map(({ outcome }) => outcome).toSorted()).toEqual(['busy', 'done']);
  });

  it('takes a group of 50,000', async () => {
    await using okta = await openOkta({ people: 50_000, groups: 0 });
    const { db } = await fresh.open();
    await sync(db, okta.provider);
    const everyone = oktaGroupByName(okta.tenant, groups.okta.everyone);

    expect(okta.tenant.memberships.get(everyone.id)?.size).toBeGreaterThan(49_000);
    expect((await membersOf(db, 'okta', everyone.id)).length).toBe(
      okta.tenant.memberships.get(everyone.id)?.size,
    );
  });
});
