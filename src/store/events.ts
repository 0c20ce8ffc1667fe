import { type SqlBool, sql } from 'kysely';
import {
  type Actor,
  actorKey,
  type DirectoryEvent,
  memberAdded,
  memberRemoved,
  targetOf,
} from '../domain/event.ts';
import { anyOf, at, jsonRows } from './json-rows.ts';
import type { Db } from './open.ts';

/** Stores what is new; the ids of those. What was seen before, in this page or earlier, changes nothing. */
export async function insertEvents(
  db: Db,
  events: readonly DirectoryEvent[],
  seenAt: Date,
): Promise<ReadonlySet<string>> {
  if (events.length === 0) return new Set();
  const rows = [...new Map(events.map((event) => [event.id, event])).values()].map((event) => [
    event.connection,
    event.id,
    event.feed,
    event.name,
    event.at.toISOString(),
    event.outcome,
    actorKey(event),
    // A sign-in has no target account: it is about the one who acts.
    targetOf(event, 'account')?.id ?? event.actor?.id ?? null,
    targetOf(event, 'group')?.id ?? null,
    targetOf(event, 'app')?.id ?? null,
    JSON.stringify(event),
  ]);
  const added = await sql<{ id: string }>`insert into event
    (connection, id, feed, name, at, outcome, actor_id, account_id, group_id, app_id, body, seen_at)
    select ${at(0)}, ${at(1)}, ${at(2)}, ${at(3)}, ${at(4)}, ${at(5)}, ${at(6)}, ${at(7)}, ${at(8)}, ${at(9)}, ${at(10)},
      ${seenAt.toISOString()} from ${jsonRows(db, rows)} where true
    on conflict (connection, id) do nothing returning id`.execute(db);
  return new Set(added.rows.map(({ id }) => id));
}

/** One thing whose events are counted, by the column that names it. */
export interface CountAsk {
  readonly connection: string;
  readonly names: readonly string[];
  readonly by: 'group_id' | 'actor_id' | 'app_id' | 'account_id' | 'connection';
  readonly keys: readonly string[];
  readonly since: Date;
  readonly until: Date;
  readonly outcome?: DirectoryEvent['outcome'] | undefined;
  /** What Lockstep took at a planned end since then does not count. */
  readonly endsSince: Date | null;
}

/** How many events, and how many distinct accounts, each key had in a window of the vendor's time. */
export async function countEvents(
  db: Db,
  ask: CountAsk,
): Promise<ReadonlyMap<string, { readonly events: number; readonly accounts: number }>> {
  if (ask.keys.length === 0) return new Map();
  let query = db
    .selectFrom('event')
    .select((eb) => [
      eb.ref(ask.by).as('key'),
      eb.fn.countAll().as('events'),
      eb.fn.count('account_id').distinct().as('accounts'),
    ])
    .where('connection', '=', ask.connection)
    .where('name', 'in', [...ask.names])
    .where('at', '>=', ask.since.toISOString())
    .where('at', '<=', ask.until.toISOString())
    .where(ask.by, 'in', anyOf(db, ask.keys))
    .groupBy(ask.by);
  if (ask.outcome !== undefined) query = query.where('outcome', '=', ask.outcome);
  if (ask.endsSince !== null)
    query =
      query.where(sql<SqlBool>`not exists (select 1 from access_grant g where g.connection = event.connection
      and g.account_id = event.account_id and (event.group_id is null or g.group_id = event.group_id)
      and g.removed_at >= ${ask.endsSince.toISOString()} and g.removed_at >= g.expires_at)`);
  const rows = await query.execute();
  return new Map(
    rows.map(({ key, events, accounts }) => [
      key ?? '',
      { events: Number(events), accounts: Number(accounts) },
    ]),
  );
}

/** The mirror's own events about some pairs of group and account since a time, newest first. */
export async function memberEventsOf(
  db: Db,
  ask: {
    readonly connection: string;
    readonly pairs: readonly { readonly groupId: string; readonly accountId: string }[];
    readonly since: Date;
  },
): Promise<readonly DirectoryEvent[]> {
  if (ask.pairs.length === 0) return [];
  const pairs = ask.pairs.map(({ groupId, accountId }) => [groupId, accountId]);
  const { rows } = await sql<{ body: string }>`select event.body from event
    where connection = ${ask.connection} and name in (${memberAdded}, ${memberRemoved}) and at >= ${ask.since.toISOString()}
      and (group_id, account_id) in (select ${at(0)}, ${at(1)} from ${jsonRows(db, pairs)})
    order by event.at desc`.execute(db);
  return rows.map(({ body }) => toEvent(body));
}

export async function findEvent(db: Db, connection: string, id: string): Promise<DirectoryEvent | null> {
  const row = await db
    .selectFrom('event')
    .select('body')
    .where('connection', '=', connection)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : toEvent(row.body);
}

/** Fills in who did it, once: the mirror saw the change before the log told. */
export async function attributeEvent(db: Db, event: DirectoryEvent, actor: Actor): Promise<DirectoryEvent> {
  const known = { ...event, actor };
  await db
    .updateTable('event')
    .set({ actor_id: actorKey(known), body: JSON.stringify(known) })
    .where('connection', '=', event.connection)
    .where('id', '=', event.id)
    .execute();
  return known;
}

export interface MemberChange {
  readonly connection: string;
  readonly groupId: string;
  readonly accountId: string;
  readonly op: 'added' | 'removed';
  readonly at: Date;
  readonly actor: Actor | null;
}

/** A window of the vendor's time (`at`), or of when we saw it (`seen_at`): late events fall into no earlier one. */
export interface ChangeWindow {
  readonly connection: string;
  readonly since: Date;
  readonly until: Date;
  readonly of?: 'at' | 'seen_at';
}

/** How many memberships of each group really changed in a window. */
export async function countMemberChanges(
  db: Db,
  { connection, since, until, of = 'at' }: ChangeWindow,
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('event')
    .select((eb) => ['group_id', eb.fn.countAll().as('n')])
    .where('connection', '=', connection)
    .where('name', 'in', [memberAdded, memberRemoved])
    .where(of, '>', since.toISOString())
    .where(of, '<=', until.toISOString())
    .groupBy('group_id')
    .execute();
  return new Map(rows.map(({ group_id, n }) => [group_id ?? '', Number(n)]));
}

/** Real changes of memberships in a window, oldest first; `groups` null = of every group. */
export async function listMemberChanges(
  db: Db,
  ask: ChangeWindow & { readonly groupIds: readonly string[] | null; readonly limit: number },
): Promise<readonly MemberChange[]> {
  let query = db
    .selectFrom('event')
    .select('body')
    .where('connection', '=', ask.connection)
    .where('name', 'in', [memberAdded, memberRemoved])
    .where(ask.of ?? 'at', '>', ask.since.toISOString())
    .where(ask.of ?? 'at', '<=', ask.until.toISOString())
    .orderBy('at')
    .orderBy('id')
    .limit(ask.limit);
  if (ask.groupIds !== null) query = query.where('group_id', 'in', anyOf(db, ask.groupIds));
  const rows = await query.execute();
  return rows.map(({ body }) => toChange(toEvent(body)));
}

/** Forgets events from before a time; how many went. */
export async function purgeEvents(db: Db, before: Date): Promise<number> {
  const done = await db.deleteFrom('event').where('at', '<', before.toISOString()).executeTakeFirst();
  return Number(done.numDeletedRows);
}

function toChange(event: DirectoryEvent): MemberChange {
  return {
    connection: event.connection,
    groupId: targetOf(event, 'group')?.id ?? '',
    accountId: targetOf(event, 'account')?.id ?? '',
    op: event.name === memberAdded ? 'added' : 'removed',
    at: event.at,
    actor: event.actor,
  };
}

export function toEvent(body: string): DirectoryEvent {
  // Written by insertEvents only; times are text in JSON.
  const raw = JSON.parse(body) as Omit<DirectoryEvent, 'at'> & { readonly at: string };
  return { ...raw, at: new Date(raw.at) };
}
