import type { DriftKey } from '../domain/drift.ts';
import { type DirectoryEvent, memberAdded, memberRemoved } from '../domain/event.ts';
import { toEvent } from './events.ts';
import type { Db } from './open.ts';
import type { DriftRow } from './schema-access.ts';

/** A change of a managed group that Lockstep did not make, and what was done about it. */
export interface Drift extends DriftKey {
  readonly at: Date;
  /** What the policy says. */
  readonly mode: 'ask' | 'adopt' | 'revert';
  /** null = nobody decided yet. */
  readonly outcome: 'adopted' | 'reverted' | null;
  /** Account id, or `lockstep`. */
  readonly decidedBy: string | null;
  readonly grantId: string | null;
  /** Why its actor could not be asked; null = nobody tried, or they could. */
  readonly unasked: string | null;
}

/** Unless it is known; whether it was new. */
export async function insertDrift(db: Db, drift: Omit<Drift, 'unasked'>): Promise<boolean> {
  const added = await db
    .insertInto('drift')
    .values({
      connection: drift.connection,
      event_id: drift.eventId,
      at: drift.at.toISOString(),
      mode: drift.mode,
      outcome: drift.outcome,
      decided_by: drift.decidedBy,
      grant_id: drift.grantId,
      unasked: null,
    })
    .onConflict((oc) => oc.columns(['connection', 'event_id']).doNothing())
    .returning('event_id')
    .executeTakeFirst();
  return added !== undefined;
}

export async function findDrift(db: Db, connection: string, eventId: string): Promise<Drift | null> {
  const row = await db
    .selectFrom('drift')
    .selectAll()
    .where('connection', '=', connection)
    .where('event_id', '=', eventId)
    .executeTakeFirst();
  return row === undefined ? null : toDrift(row);
}

/** Unless somebody decided before; null: then. */
export async function decideDrift(
  db: Db,
  { connection, eventId }: DriftKey,
  decided: {
    readonly outcome: NonNullable<Drift['outcome']>;
    readonly decidedBy: string;
    readonly grantId: string | null;
  },
): Promise<Drift | null> {
  const row = await db
    .updateTable('drift')
    .set({ outcome: decided.outcome, decided_by: decided.decidedBy, grant_id: decided.grantId })
    .where('connection', '=', connection)
    .where('event_id', '=', eventId)
    .where('outcome', 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : toDrift(row);
}

/** Unless it is decided, or the same was noted before; null: then. */
export async function noteUnasked(
  db: Db,
  { connection, eventId }: DriftKey,
  why: string,
): Promise<Drift | null> {
  const row = await db
    .updateTable('drift')
    .set({ unasked: why })
    .where('connection', '=', connection)
    .where('event_id', '=', eventId)
    .where('outcome', 'is', null)
    .where((eb) => eb.or([eb('unasked', 'is', null), eb('unasked', '<>', why)]))
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : toDrift(row);
}

/** Changes of memberships that were seen since a time, oldest first. */
export async function memberEventsToJudge(
  db: Db,
  { connection, since, limit }: { readonly connection: string; readonly since: Date; readonly limit: number },
): Promise<readonly { readonly event: DirectoryEvent; readonly seenAt: Date }[]> {
  const rows = await db
    .selectFrom('event')
    .select(['body', 'seen_at'])
    .where('connection', '=', connection)
    .where('name', 'in', [memberAdded, memberRemoved])
    .where('at', '>=', new Date(since.getTime() - LATE_MS).toISOString())
    .where('seen_at', '>=', since.toISOString())
    .orderBy('seen_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ body, seen_at }) => ({ event: toEvent(body), seenAt: new Date(seen_at) }));
}

/** Events that were older than this when they were seen are history. */
const LATE_MS = 24 * 60 * 60_000;

function toDrift(row: DriftRow): Drift {
  return {
    connection: row.connection,
    eventId: row.event_id,
    at: new Date(row.at),
    mode: row.mode as Drift['mode'],
    outcome: row.outcome as Drift['outcome'],
    decidedBy: row.decided_by,
    grantId: row.grant_id,
    unasked: row.unasked,
  };
}
