import { expect, it } from 'vitest';
import type { Account } from '../../src/domain/account.ts';
import { listFactorQueue, readFactors, saveFactors } from '../../src/store/factors.ts';
import {
  countMirror,
  countUnseen,
  findAccounts,
  listAccounts,
  listGroupsOf,
  membersOf,
  sweep,
} from '../../src/store/mirror.ts';
import { type Page, storePages } from '../../src/store/mirror-pages.ts';
import type { Db } from '../../src/store/open.ts';
import { saveSyncState, syncState } from '../../src/store/sync-state.ts';
import { eachEngineAndThread } from '../support/store.ts';

const account = (id: string, over: Partial<Account> = {}): Account => ({
  id,
  login: `${id}@acme.test`,
  email: `${id}@acme.test`,
  displayName: id,
  status: 'active',
  type: 'member',
  synced: false,
  createdAt: new Date('2020-01-01T00:00:00Z'),
  ...over,
});
const group = (id: string) => ({ id, name: `Group ${id}`, source: 'manual' as const, roleAssignable: false });
const at = (connection: string, generation = 1) => ({
  connection,
  stream: 'groups',
  generation,
});
const storePage = async (db: Db, { page, ...pass }: ReturnType<typeof at> & { page: Page }) =>
  await storePages(db, { ...pass, pages: [page], mode: 'full' });

async function begin(db: Db, connection = 'okta', stream = 'groups'): Promise<void> {
  await saveSyncState(db, {
    connection,
    stream,
    generation: 1,
    mode: 'full',
    resume: null,
    checkpoint: null,
    startedAt: new Date(),
    finishedAt: null,
    pages: 0,
  });
}

eachEngineAndThread(({ open }) => {
  it('gives back what a page holds: emoji, right-to-left text, no e-mail, every kind of date', async () => {
    const { db } = await open();
    const people = [
      account('a', { displayName: 'Zoë 🦄', lastSignInAt: null }),
      account('b', { displayName: '\u202Eמרים', email: null, createdAt: null }),
      account('c', {
        status: 'locked',
        type: 'guest',
        synced: true,
        lastSignInAt: new Date('2026-01-02T03:04:05.678Z'),
      }),
    ];
    await storePage(db, { ...at('okta'), page: { accounts: people, resume: '1' } });

    const found = people.map(
      async ({ login }) => await findAccounts(db, { connection: 'okta', text: login }),
    );
    expect((await Promise.all(found)).flat()).toEqual(people.map((p) => ({ lastSignInAt: undefined, ...p })));
    expect(await listAccounts(db, 'okta')).toEqual(
      people.map(({ id, login, status, type, synced, createdAt }) => ({
        id,
        login,
        status,
        type,
        synced,
        createdAt,
      })),
    );
    expect(await listAccounts(db, 'entra')).toEqual([]);
  });

  it('lists every account once, and its factors, when they do not fit on one page', async () => {
    const { db } = await open();
    const people = Array.from({ length: 5001 }, (_, i) => account(`u${i}`));
    await storePage(db, { ...at('okta'), page: { accounts: people, resume: '1' } });
    const bare = { factors: [], capable: false, registered: false, asOf: new Date('2026-01-01T00:00:00Z') };
    await saveFactors(
      db,
      'okta',
      people.map(({ id }) => ({ accountId: id, ...bare })),
    );

    const ids = people.map(({ id }) => id).toSorted();
    expect((await listAccounts(db, 'okta')).map(({ id }) => id).toSorted()).toEqual(ids);
    expect([...(await readFactors(db, 'okta')).byAccount.keys()].toSorted()).toEqual(ids);
  });

  it('finds people by login or address, whatever the case, and everybody with one address', async () => {
    const { db } = await open();
    await storePage(db, {
      ...at('okta'),
      page: {
        accounts: [account('kim1', { email: 'kim@acme.test' }), account('kim2', { email: 'Kim@acme.test' })],
        resume: '1',
      },
    });

    expect((await findAccounts(db, { connection: 'okta', text: 'KIM@acme.test' })).length).toBe(2);
    expect(
      (await findAccounts(db, { connection: 'okta', text: 'kim1@ACME.test' })).map(({ id }) => id),
    ).toEqual(['kim1']);
    expect(await findAccounts(db, { connection: 'okta', text: "' or 1=1 --" })).toEqual([]);
  });

  it('treats membership changes as set operations: twice is once, absent is no error', async () => {
    const { db } = await open();
    const page = {
      accounts: [account('a'), account('b')],
      groups: [group('g')],
      resume: '1',
      memberships: [{ groupId: 'g', added: ['a', 'b', 'a'], removed: ['zzz'] }],
    };
    await storePage(db, { ...at('okta'), page });
    await storePage(db, {
      ...at('okta', 1),
      page: { resume: '2', memberships: [{ groupId: 'g', added: ['a'], removed: ['b'] }] },
    });

    expect(await membersOf(db, 'okta', 'g')).toEqual(['a']);
    expect((await listGroupsOf(db, 'okta', 'a')).map(({ name }) => name)).toEqual(['Group g']);
  });

  it('drops the members of a group that is listed anew when the pass ends', async () => {
    const { db } = await open();
    await storePage(db, {
      ...at('okta'),
      page: {
        groups: [group('g')],
        memberships: [{ groupId: 'g', added: ['a', 'b'], removed: [] }],
        resume: '1',
      },
    });
    await storePage(db, {
      ...at('okta', 1),
      page: {
        replaceMembersOf: ['g'],
        memberships: [{ groupId: 'g', added: ['c'], removed: [] }],
        resume: '2',
      },
    });

    await sweep(db, { ...at('okta', 1), stream: 'groups' });
    expect(await membersOf(db, 'okta', 'g')).toEqual(['c']);
  });

  it('sweeps what the finished pass did not see, of that stream and connection only', async () => {
    const { db } = await open();
    const memberships = [{ groupId: 'g', added: ['a', 'b'], removed: [] }];
    await storePage(db, {
      ...at('okta', 1),
      page: {
        accounts: [account('a'), account('b')],
        groups: [group('g'), group('h')],
        memberships,
        resume: '1',
      },
    });
    await storePage(db, { ...at('entra', 1), page: { groups: [group('x')], resume: '1' } });
    await storePage(db, {
      ...at('okta', 2),
      page: { groups: [group('g')], memberships: [{ groupId: 'g', added: ['a'], removed: [] }], resume: '1' },
    });

    expect(await countUnseen(db, at('okta', 2))).toEqual({ accounts: 2, groups: 1 });
    await sweep(db, at('okta', 2));
    expect(await countMirror(db, 'okta')).toEqual({ accounts: 2, groups: 1, memberships: 1 });
    expect((await countMirror(db, 'entra')).groups).toBe(1);
  });

  it('forgets a deleted account with its memberships', async () => {
    const { db } = await open();
    await storePage(db, {
      ...at('okta'),
      page: {
        accounts: [account('a')],
        groups: [group('g')],
        memberships: [{ groupId: 'g', added: ['a'], removed: [] }],
        resume: '1',
      },
    });
    await storePage(db, {
      ...at('okta', 1),
      page: { goneAccounts: ['a', 'unknown'], resume: '2' },
    });

    expect(await countMirror(db, 'okta')).toEqual({ accounts: 0, groups: 1, memberships: 0 });
  });

  it('keeps where to go on together with the page', async () => {
    const { db } = await open();
    await begin(db);
    await storePage(db, { ...at('okta'), page: { groups: [group('g')], resume: 'after-1' } });
    await storePage(db, { ...at('okta'), page: { groups: [group('h')], resume: 'after-2' } });

    expect(await syncState(db, 'okta', 'groups')).toMatchObject({
      resume: 'after-2',
      pages: 2,
      finishedAt: null,
    });
    expect(await syncState(db, 'okta', 'accounts')).toBeNull();
  });

  it('stores a group of 50,000 in one page', async () => {
    const { db } = await open();
    const added = Array.from({ length: 50_000 }, (_, i) => `u${i}`);
    await storePage(db, {
      ...at('okta'),
      page: { groups: [group('g')], memberships: [{ groupId: 'g', added, removed: [] }], resume: '1' },
    });

    expect((await countMirror(db, 'okta')).memberships).toBe(50_000);
  });

  it('queues factors of unknown members first, then the oldest, and nobody else', async () => {
    const { db } = await open();
    const people = [
      account('a'),
      account('b'),
      account('c'),
      account('guest', { type: 'guest' }),
      account('gone', { status: 'disabled' }),
    ];
    await storePage(db, { ...at('okta'), page: { accounts: people, resume: '1' } });
    const known = (accountId: string, asOf: string) => ({
      accountId,
      factors: [{ kind: 'webauthn', strength: 'resistant' as const, device: 'k1' }],
      capable: true,
      registered: true,
      asOf: new Date(asOf),
    });
    await saveFactors(db, 'okta', [known('a', '2026-01-02T00:00:00Z'), known('b', '2026-01-01T00:00:00Z')]);

    const queue = (staleBefore: string) =>
      listFactorQueue(db, { connection: 'okta', staleBefore: new Date(staleBefore), limit: 10 });
    expect(await queue('2026-06-01T00:00:00Z')).toEqual(['c', 'b', 'a']);
    expect(await queue('2025-06-01T00:00:00Z')).toEqual(['c']);

    const { byAccount, oldest } = await readFactors(db, 'okta');
    expect([...byAccount.keys()]).toEqual(['a', 'b']);
    expect(byAccount.get('a')).toEqual({
      factors: [{ kind: 'webauthn', strength: 'resistant' }],
      capable: true,
      registered: true,
    });
    expect(oldest).toEqual(new Date('2026-01-01T00:00:00Z'));

    // Of a guest, of somebody who was switched off since, and of somebody whom the mirror does not list.
    const others = ['guest', 'gone', 'nobody'].map((id) => known(id, '2025-01-01T00:00:00Z'));
    await saveFactors(db, 'okta', others);
    expect(await readFactors(db, 'okta')).toEqual({ byAccount, oldest });
  });
});
