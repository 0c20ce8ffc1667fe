import fc from 'fast-check';
import { expect, it } from 'vitest';
import { syncDirectory } from '../../src/directory/index.ts';
import { systemClock } from '../../src/lib/clock.ts';
import type { DirectoryStream, MirrorPage, Provider } from '../../src/providers/provider.ts';
import { countMirror, listAccounts, membersOf } from '../../src/store/mirror.ts';
import type { Db } from '../../src/store/open.ts';
import { syncState } from '../../src/store/sync-state.ts';
import { eachEngineAndThread } from '../support/store.ts';

const account = (id: string) => ({
  id,
  login: `${id}@acme.test`,
  email: null,
  displayName: id,
  status: 'active' as const,
  type: 'member' as const,
  synced: false,
  createdAt: null,
});
const group = (id: string) => ({ id, name: id, source: 'manual' as const, roleAssignable: false });

const people = Array.from({ length: 12 }, (_, i) => `u${i}`);
const teams = new Map([
  ['g0', ['u0', 'u1', 'u2']],
  ['g1', []],
  ['g2', ['u3', 'u4', 'u5', 'u6', 'u7']],
  ['g3', ['u0', 'u11']],
]);

type Body = Omit<MirrorPage, 'resume' | 'checkpoint'>;

const accountPages: readonly Body[] = people.map((id) => ({ accounts: [account(id)] }));
/** The groups, then their members one by one, as a vendor that pages finely would list them. */
const groupPages: readonly Body[] = [
  { groups: [...teams.keys()].map(group) },
  ...[...teams].flatMap(([groupId, members]) => [
    { memberships: [{ groupId, added: [], removed: [] }], replaceMembersOf: [groupId] },
    ...members.map((id) => ({ memberships: [{ groupId, added: [id], removed: [] }] })),
  ]),
];

async function* nothingChanged(): AsyncGenerator<MirrorPage> {
  yield await Promise.resolve({ resume: '', checkpoint: 'c' });
}

/** Dies once, when it is asked for the page of that number, counted over both streams. */
function streams(dieAt: number): readonly DirectoryStream[] {
  let asked = 0;
  const read = async function* (bodies: readonly Body[], resume: string | null): AsyncGenerator<MirrorPage> {
    for (const [i, body] of bodies.entries()) {
      if (resume !== null && i <= Number(resume)) continue;
      if (asked++ === dieAt) throw new Error('the line is dead');
      // Some pages take a turn of the event loop, so that reading ahead really runs beside storing.
      if (i % 3 === 0) await new Promise(setImmediate);
      yield { ...body, resume: String(i), ...(i === bodies.length - 1 ? { checkpoint: 'c' } : {}) };
    }
  };
  return [
    {
      name: 'accounts',
      full: (resume) => read(accountPages, resume),
      changes: nothingChanged,
    },
    { name: 'groups', full: (resume) => read(groupPages, resume), changes: nothingChanged },
  ];
}

/** A wrong vendor of the same tenant: it goes on one page too late, as if a page and where to go on had not been stored together. */
function skipping(stream: DirectoryStream): DirectoryStream {
  return { ...stream, full: (resume) => stream.full(resume === null ? null : String(Number(resume) + 1)) };
}

const provider = (directory: readonly DirectoryStream[]): Provider => ({
  id: 'okta',
  kind: 'okta',
  probe: async () => await Promise.reject(new Error('not asked')),
  directory,
  close: async () => await Promise.resolve(),
});

async function mirrorIsTheTenant(db: Db): Promise<void> {
  expect((await listAccounts(db, 'okta')).map(({ id }) => id).toSorted()).toEqual(people.toSorted());
  for (const [id, members] of teams) expect((await membersOf(db, 'okta', id)).toSorted()).toEqual(members);
  expect(await countMirror(db, 'okta')).toEqual({ accounts: 12, groups: 4, memberships: 10 });
}

eachEngineAndThread(({ open }) => {
  it('keeps every page that came before a failure, and goes on from there to the whole tenant', async () => {
    const { db } = await open();
    const pages = accountPages.length + groupPages.length;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: pages - 1 }), async (dieAt) => {
        for (const table of ['account', 'directory_group', 'membership', 'sync_state'] as const)
          await db.deleteFrom(table).execute();
        const tools = { db, clock: systemClock };
        const vendor = provider(streams(dieAt));

        await expect(syncDirectory(tools, vendor)).rejects.toThrow('the line is dead');
        const stored = await Promise.all(
          ['accounts', 'groups'].map(async (stream) => (await syncState(db, 'okta', stream))?.pages ?? 0),
        );
        expect(stored.reduce((sum, each) => sum + each, 0)).toBe(dieAt);

        await syncDirectory(tools, vendor);
        await mirrorIsTheTenant(db);
      }),
      { numRuns: 15 },
    );
  });

  it('would notice a page that is skipped when a pass goes on', async () => {
    const { db } = await open();
    const tools = { db, clock: systemClock };
    const vendor = provider(streams(5).map(skipping));

    await expect(syncDirectory(tools, vendor)).rejects.toThrow('the line is dead');
    await syncDirectory(tools, vendor);

    await expect(mirrorIsTheTenant(db)).rejects.toThrow();
    expect((await listAccounts(db, 'okta')).map(({ id }) => id)).not.toContain('u5');
  });

  it('drops a member that a second full pass no longer lists', async () => {
    const { db } = await open();
    const tools = { db, clock: systemClock };
    await syncDirectory(tools, provider(streams(-1)));
    const [accounts] = streams(-1);
    const without = groupPages.map((page) =>
      page.memberships?.[0]?.added[0] === 'u11' ? { memberships: [] } : page,
    );
    const groups: DirectoryStream = {
      name: 'groups',
      full: async function* () {
        for (const [i, body] of without.entries())
          yield { ...body, resume: String(i), ...(i === without.length - 1 ? { checkpoint: 'c' } : {}) };
        await Promise.resolve();
      },
      changes: nothingChanged,
    };

    await syncDirectory(tools, provider(accounts === undefined ? [groups] : [accounts, groups]), {
      full: true,
    });

    expect(await membersOf(db, 'okta', 'g3')).toEqual(['u0']);
  });

  it('ends when it is told to, also while the vendor is silent, and lets the next one go on', async () => {
    const { db } = await open();
    const stop = new AbortController();
    const tools = { db, clock: systemClock };
    const [accounts, groups] = streams(-1);
    const silent: DirectoryStream = {
      name: 'groups',
      full: async function* () {
        yield { ...groupPages[0], resume: '0' };
        setImmediate(() => stop.abort(new Error('the process stops')));
        await new Promise(() => undefined);
      },
      changes: nothingChanged,
    };
    const both = (second: DirectoryStream | undefined) =>
      provider([accounts, second].flatMap((s) => s ?? []));

    await expect(syncDirectory({ ...tools, signal: stop.signal }, both(silent))).rejects.toThrow(
      'the process stops',
    );

    expect((await syncDirectory(tools, both(groups), { full: true })).outcome).toBe('done');
    await mirrorIsTheTenant(db);
  });
});
