import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type MemberChange, memberEvents, recordChanges } from '../../src/detections/member-events.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { listMemberChanges } from '../../src/store/events.ts';
import { membersOf } from '../../src/store/mirror.ts';
import { storePages } from '../../src/store/mirror-pages.ts';
import type { Db } from '../../src/store/open.ts';
import { saveSyncState } from '../../src/store/sync-state.ts';
import { eachEngine } from '../support/store.ts';
import { event } from '../support/watch.ts';

const okta = { connection: 'okta', kind: 'okta' as const };
const entra = { connection: 'entra', kind: 'entra' as const };
const now = new Date('2026-11-24T12:30:00Z');
const at = (minute: number) => new Date(Date.UTC(2026, 10, 24, 12, minute));
const ada = { id: 'ada', kind: 'person' as const, name: 'ada@acme.test' };

function logged(op: 'add' | 'remove', minute: number, over: Partial<DirectoryEvent> = {}): DirectoryEvent {
  return event({
    name: `group.user_membership.${op}`,
    outcome: 'success',
    at: at(minute),
    actor: ada,
    targets: [
      { kind: 'account', id: 'u1', name: 'u1@acme.test' },
      { kind: 'group', id: 'g1', name: 'Finance' },
    ],
    ...over,
  });
}

function seen(op: MemberChange['op'], minute: number): MemberChange {
  const names = { groupName: 'Finance', accountName: 'u1@acme.test' };
  return {
    op,
    groupId: 'g1',
    accountId: 'u1',
    ...names,
    at: at(minute),
    actor: null,
    from: null,
    detail: {},
  };
}

async function knowGroup(db: Db, connection: string): Promise<void> {
  const state = {
    connection,
    stream: 'groups',
    generation: 1,
    mode: 'full' as const,
    resume: null,
    checkpoint: null,
  };
  await saveSyncState(db, { ...state, startedAt: now, finishedAt: null, pages: 0 });
  const groups = [{ id: 'g1', name: 'Finance', source: 'manual' as const, roleAssignable: false }];
  await storePages(db, {
    connection,
    stream: 'groups',
    generation: 1,
    pages: [{ groups, resume: '' }],
    mode: 'full',
  });
}

async function told(db: Db, connection: string): Promise<string[]> {
  const window = { connection, since: at(0), until: now, groupIds: null, limit: 100 };
  return (await listMemberChanges(db, window)).map(
    ({ op, actor }) => `${op} by ${actor?.id ?? 'nobody yet'}`,
  );
}

eachEngine(({ open }) => {
  it('moves the mirror by what the log says, and tells of it once', async () => {
    const { db } = await open();
    await knowGroup(db, 'okta');
    const add = logged('add', 1);
    await memberEvents(db, okta, { events: [add], at: now });
    const again = await memberEvents(db, okta, { events: [add], at: now });

    expect(again).toEqual([]);
    expect(await membersOf(db, 'okta', 'g1')).toEqual(['u1']);
    expect(await told(db, 'okta')).toEqual(['added by ada']);
  });

  it('is not led back by an entry that arrives late', async () => {
    const { db } = await open();
    await knowGroup(db, 'okta');
    await memberEvents(db, okta, { events: [logged('add', 1)], at: now });
    await memberEvents(db, okta, { events: [logged('remove', 3)], at: now });
    await memberEvents(db, okta, { events: [logged('add', 2)], at: now });

    expect(await membersOf(db, 'okta', 'g1')).toEqual([]);
  });

  it('names the actor when the log explains what the delta saw', async () => {
    const { db } = await open();
    await recordChanges(db, entra, { changes: [seen('removed', 5)], at: now, moveMirror: false });
    expect(await told(db, 'entra')).toEqual(['removed by nobody yet']);

    const late = await memberEvents(db, entra, {
      events: [logged('remove', 4, { connection: 'entra', kind: 'entra', name: 'remove member from group' })],
      at: now,
    });

    expect(late.map(({ again, event: { actor } }) => [again, actor?.id])).toEqual([[true, 'ada']]);
    expect(await told(db, 'entra')).toEqual(['removed by ada']);
  });

  it('tells one change once when the log was faster than the delta', async () => {
    const { db } = await open();
    const removal = logged('remove', 4, {
      connection: 'entra',
      kind: 'entra',
      name: 'remove member from group',
    });
    await memberEvents(db, entra, { events: [removal], at: now });
    const late = await recordChanges(db, entra, {
      changes: [seen('removed', 5)],
      at: now,
      moveMirror: false,
    });

    expect(late).toEqual([]);
    expect(await told(db, 'entra')).toEqual(['removed by ada']);
  });

  it('leaves a refused change alone', async () => {
    const { db } = await open();
    await knowGroup(db, 'okta');
    await memberEvents(db, okta, { events: [logged('add', 1, { outcome: 'failure' })], at: now });

    expect(await membersOf(db, 'okta', 'g1')).toEqual([]);
    expect(await told(db, 'okta')).toEqual([]);
  });

  it('ends where the log ends, however its entries are cut into pages, repeated and shuffled', async () => {
    const { db } = await open();
    await knowGroup(db, 'okta');
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
        fc.infiniteStream(fc.nat(5)),
        async (ops, shuffle) => {
          round += 1;
          const account = { kind: 'account' as const, id: `r${round}`, name: null };
          const group = { kind: 'group' as const, id: 'g1', name: 'Finance' };
          const log = ops.map((add, minute) =>
            logged(add ? 'add' : 'remove', minute, { targets: [account, group] }),
          );
          const arrivals = [...log, ...log].toSorted(() => (shuffle.next().value ?? 0) - 2.5);
          for (const entry of arrivals) await memberEvents(db, okta, { events: [entry], at: now });

          const inGroup = (await membersOf(db, 'okta', 'g1')).includes(`r${round}`);
          expect(inGroup).toBe(ops.at(-1));
        },
      ),
      { numRuns: 40 },
    );
  });
});
