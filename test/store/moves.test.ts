import { expect, it } from 'vitest';
import { tellMoves } from '../../src/detections/member-moves.ts';
import { syncDirectory } from '../../src/directory/sync.ts';
import type { Moved } from '../../src/directory/sync-tools.ts';
import { fixedClock } from '../../src/lib/clock.ts';
import type { MirrorPage, Provider } from '../../src/providers/provider.ts';
import { listMemberChanges } from '../../src/store/events.ts';
import { membersOf } from '../../src/store/mirror.ts';
import type { Db, Store } from '../../src/store/open.ts';
import { eachEngine } from '../support/store.ts';
import { watchTools } from '../support/watch.ts';

type Script = readonly (Omit<MirrorPage, 'resume'> | Error)[];

const finance = { id: 'g1', name: 'Finance', source: 'manual' as const, roleAssignable: false };
const members = (added: string[], removed: string[] = [], groupId = 'g1') => [{ groupId, added, removed }];

/** A directory that tells what it is told to tell, page by page; it may die at a page and go on there. */
function directory() {
  let script: Script = [];
  const read = async function* (resume: string | null): AsyncGenerator<MirrorPage> {
    for (const [i, page] of [...script.entries()].slice(resume === null ? 0 : Number(resume))) {
      if (page instanceof Error) throw page;
      const last = i === script.length - 1;
      yield await Promise.resolve({ ...page, resume: String(i + 1), ...(last ? { checkpoint: 'c' } : {}) });
    }
  };
  const provider: Provider = {
    id: 'entra',
    kind: 'entra',
    probe: async () => await Promise.reject(new Error('not asked here')),
    directory: [{ name: 'groups', full: (resume) => read(resume), changes: ({ resume }) => read(resume) }],
    close: async () => await Promise.resolve(),
  };
  return {
    provider,
    tells: (next: Script) => {
      script = next;
    },
  };
}

function follower({ db }: Store) {
  const { provider, tells } = directory();
  const moved: Moved[] = [];
  const onMoves = async (_: Db, move: Moved): Promise<void> => void (await Promise.resolve(moved.push(move)));
  const clock = fixedClock('2026-11-24T12:00:00Z');
  return async (script: Script, full = false): Promise<string[]> => {
    tells(script);
    moved.length = 0;
    await syncDirectory({ db, clock, onMoves }, provider, { full });
    return moved
      .flatMap(({ moves, through }) => moves.map((m) => `${through} ${m.op} ${m.accountId}`))
      .toSorted();
  };
}

eachEngine(({ open }) => {
  it('tells nothing of a first full pass', async () => {
    const sync = follower(await open());

    expect(await sync([{ groups: [finance], memberships: members(['a', 'b', 'c']) }])).toEqual([]);
  });

  it('tells what really moved, however often the vendor repeats it', async () => {
    const sync = follower(await open());
    await sync([{ groups: [finance], memberships: members(['a', 'b', 'c']) }]);

    expect(await sync([{ memberships: members(['c', 'd'], ['a']) }])).toEqual([
      'changes added d',
      'changes removed a',
    ]);
    expect(await sync([{ memberships: members(['c', 'd'], ['a', 'nobody']) }])).toEqual([]);
  });

  it('tells only the difference of a group that is listed anew, over several pages and a broken pass', async () => {
    const store = await open();
    const sync = follower(store);
    await sync([{ groups: [finance], memberships: members(['a', 'b', 'c']) }]);
    const first = { replaceMembersOf: ['g1'], memberships: members(['a']) };
    const second = { memberships: members(['c', 'e']) };
    await expect(sync([first, new Error('the line broke'), second])).rejects.toThrow('the line broke');
    expect((await membersOf(store.db, 'entra', 'g1')).toSorted()).toEqual(['a', 'b', 'c']);

    expect(await sync([first, second, {}])).toEqual(['changes added e', 'changes removed b']);
    expect((await membersOf(store.db, 'entra', 'g1')).toSorted()).toEqual(['a', 'c', 'e']);
  });

  it('tells what the changes had missed when everything is read anew', async () => {
    const sync = follower(await open());
    await sync([{ groups: [finance], memberships: members(['a', 'b']) }]);
    const again = { groups: [finance], memberships: members(['b', 'c']) };

    expect(await sync([again], true)).toEqual(['reconcile added c', 'reconcile removed a']);
    expect(await sync([again], true)).toEqual([]);
  });

  it('tells nothing of members who were there before, also where every group is listed anew page by page', async () => {
    const store = await open();
    const sync = follower(store);
    const anew = (...who: string[]) => ({ replaceMembersOf: ['g1'], memberships: members(who) });
    await sync([{ groups: [finance] }, anew('a', 'b'), { memberships: members(['c']) }]);

    expect(
      await sync([{ groups: [finance] }, anew('a', 'b'), { memberships: members(['c']) }], true),
    ).toEqual([]);
    expect(await sync([{ groups: [finance] }, anew('b'), { memberships: members(['d']) }], true)).toEqual([
      'reconcile added d',
      'reconcile removed a',
      'reconcile removed c',
    ]);
    // The list of a group that was cut off is begun anew: whom only the first half saw is out.
    const broken = [{ groups: [finance] }, anew('b', 'x'), new Error('the line broke')];
    await expect(sync(broken, true)).rejects.toThrow('the line broke');
    await sync([{ groups: [finance] }, {}, anew('b'), { memberships: members(['d']) }], true);
    expect((await membersOf(store.db, 'entra', 'g1')).toSorted()).toEqual(['b', 'd']);
  });

  it('says nothing of the members of a group that is gone itself', async () => {
    const sync = follower(await open());
    const other = { ...finance, id: 'g2', name: 'Other' };
    await sync([{ groups: [finance, other], memberships: [...members(['a']), ...members(['a'], [], 'g2')] }]);

    expect(await sync([{ groups: [finance], memberships: members(['a']) }], true)).toEqual([]);
  });

  it('makes events of moves, with the names that the mirror knows', async () => {
    const store = await open();
    const { provider, tells } = directory();
    const tools = watchTools(store);
    const onMoves = tellMoves(tools, 'entra');
    tells([{ groups: [finance], memberships: members(['a']) }]);
    await syncDirectory({ ...tools, onMoves }, provider);
    tells([{ memberships: members(['b'], ['a']) }]);
    await syncDirectory({ ...tools, onMoves }, provider);

    const at = tools.clock.now();
    const window = { connection: 'entra', since: new Date(0), until: at, groupIds: ['g1'], limit: 10 };
    const changes = await listMemberChanges(store.db, window);
    expect(changes.map(({ op, accountId, actor }) => `${op} ${accountId} ${actor?.id}`).toSorted()).toEqual([
      'added b undefined',
      'removed a undefined',
    ]);
  });
});
