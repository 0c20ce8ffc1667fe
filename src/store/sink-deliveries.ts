import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { SinkAction } from '../domain/alert.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../lib/clock.ts';
import type { Db } from './open.ts';
import type { Schema, SinkDeliveryRow } from './schema.ts';

/** One word to one sink, as it waits in the outbox. */
export interface WaitingDelivery {
  readonly id: string;
  readonly sink: string;
  readonly alertId: string;
  readonly action: SinkAction;
  readonly round: number;
  readonly queuedAt: Date;
  /** Finished or not, with the one under way. */
  readonly attempts: number;
}

export interface DeliveryCounts {
  readonly waiting: number;
  readonly dead: number;
  readonly delivered: number;
}

const steps: readonly SinkAction[] = ['trigger', 'acknowledge', 'resolve'];
const FIRST_PAUSE_MS = 5 * SECOND_MS;
const LONGEST_PAUSE_MS = 15 * MINUTE_MS;
/** What could not be delivered for so long wakes nobody any more; it is kept as a dead letter. */
const LIFE_MS = DAY_MS;

/** Puts one word to one sink into the outbox; the same word in the same round of an alert is one. */
export async function queueDelivery(
  db: Db,
  ask: {
    readonly sink: string;
    readonly alertId: string;
    readonly action: SinkAction;
    /** How often the alert had come back: each round is told anew. */
    readonly round: number;
    readonly at: Date;
    /** What makes it another word in the same round. */
    readonly anew?: string | undefined;
  },
): Promise<void> {
  const { sink, alertId, action, round, at, anew } = ask;
  await db
    .insertInto('sink_delivery')
    .values({
      id: `${alertId}:${sink}:${action}:${round}${anew === undefined ? '' : `:${anew}`}`,
      sink,
      alert_id: alertId,
      action,
      turn: turnOf(round, action),
      queued_at: at.toISOString(),
      attempts: 0,
      next_at: at.toISOString(),
      tried_at: null,
      delivered_at: null,
      skipped_at: null,
      dead_at: null,
      last_error: null,
    })
    .onConflict((oc) => oc.column('id').doNothing())
    .execute();
}

/**
 * What may be sent to a sink now: of each alert only the first thing that is not done, so that an end never overtakes
 * its beginning. What was not tried yet comes first: one that the receiver chokes on holds up no other.
 */
export async function nextDeliveries(
  db: Db,
  sink: string,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<readonly WaitingDelivery[]> {
  const rows = await heads(db, sink)
    .selectAll()
    .where('next_at', '<=', now.toISOString())
    .orderBy('attempts')
    .orderBy('next_at')
    .orderBy('turn')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toDelivery);
}

/** When the sink has something to be sent next; null = nothing waits. */
export async function nextDueAt(db: Db, sink: string): Promise<Date | null> {
  const row = await heads(db, sink)
    .select((eb) => eb.fn.min('next_at').as('at'))
    .executeTakeFirst();
  return row?.at == null ? null : new Date(row.at);
}

/**
 * Whether a word about this round would reach what it is about: the sink may know the round (its trigger was sent, or
 * was about to be), and knows of no later one, which has the same key.
 */
export async function maySinkKnow(
  db: Db,
  { sink, alertId, round }: Pick<WaitingDelivery, 'sink' | 'alertId' | 'round'>,
): Promise<boolean> {
  const row = await db
    .selectFrom('sink_delivery')
    .select((eb) => eb.fn.max('turn').as('turn'))
    .where('alert_id', '=', alertId)
    .where('sink', '=', sink)
    .where('action', '=', 'trigger')
    .where('tried_at', 'is not', null)
    .executeTakeFirst();
  return row?.turn === turnOf(round, 'trigger');
}

/**
 * Takes a delivery to send it, from the state it was seen in; null: another replica was faster. It is written down
 * before the receiver hears of it: after a crash nobody believes that the receiver knows nothing. Until `until` nobody
 * else takes it.
 */
export async function claimDelivery(
  db: Db,
  seen: WaitingDelivery,
  { at, until }: { readonly at: Date; readonly until: Date },
): Promise<WaitingDelivery | null> {
  const attempts = seen.attempts + 1;
  const change = { attempts, tried_at: at.toISOString(), next_at: until.toISOString() };
  return (await settle(db, seen, change)) ? { ...seen, attempts } : null;
}

export async function markDelivered(db: Db, taken: WaitingDelivery, at: Date): Promise<boolean> {
  return await settle(db, taken, { delivered_at: at.toISOString(), last_error: null });
}

/** There is nothing to say any more. */
export async function markSkipped(db: Db, seen: WaitingDelivery, at: Date): Promise<boolean> {
  return await settle(db, seen, { skipped_at: at.toISOString() });
}

/** The receiver will never take it. */
export async function markDead(
  db: Db,
  taken: WaitingDelivery,
  { at, error }: { readonly at: Date; readonly error: string },
): Promise<boolean> {
  return await settle(db, taken, { dead_at: at.toISOString(), last_error: error });
}

/**
 * It failed and is tried again: after five seconds, twice as long each time up to a quarter of an hour, and not before
 * the receiver wants to. A day after it was queued it is dead.
 */
export async function markFailed(
  db: Db,
  taken: WaitingDelivery,
  { at, error, afterMs }: { readonly at: Date; readonly error: string; readonly afterMs: number | null },
): Promise<'waits' | 'dead' | 'late'> {
  if (at.getTime() - taken.queuedAt.getTime() >= LIFE_MS) {
    return (await markDead(db, taken, { at, error })) ? 'dead' : 'late';
  }
  const pause = Math.max(pauseAfter(taken.attempts), afterMs ?? 0);
  const change = { next_at: new Date(at.getTime() + pause).toISOString(), last_error: error };
  return (await settle(db, taken, change)) ? 'waits' : 'late';
}

export function pauseAfter(attempts: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempts - 1, 20));
}

/** The receiver wants to be left alone: nothing of the sink goes out before. */
export async function holdSink(db: Db, sink: string, until: Date): Promise<void> {
  await db
    .updateTable('sink_delivery')
    .set({ next_at: until.toISOString() })
    .where('sink', '=', sink)
    .where('next_at', '<', until.toISOString())
    .where(isWaiting)
    .execute();
}

/** By sink, also of those that are not configured any more. */
export async function countDeliveries(db: Db): Promise<ReadonlyMap<string, DeliveryCounts>> {
  const rows = await db
    .selectFrom('sink_delivery')
    .select((eb) => [
      'sink',
      eb.fn.countAll().as('all'),
      eb.fn.count('delivered_at').as('delivered'),
      eb.fn.count('skipped_at').as('skipped'),
      eb.fn.count('dead_at').as('dead'),
    ])
    .groupBy('sink')
    .execute();
  return new Map(
    rows.map((row) => {
      const [all, delivered, skipped, dead] = [row.all, row.delivered, row.skipped, row.dead].map(Number) as [
        number,
        number,
        number,
        number,
      ];
      return [row.sink, { waiting: all - delivered - skipped - dead, delivered, dead }];
    }),
  );
}

/** Forgets what was told of alerts that ended before a time. Of one that stands, the end still needs its beginning. */
export async function purgeDeliveries(db: Db, before: Date): Promise<void> {
  await db
    .deleteFrom('sink_delivery')
    .where('alert_id', 'in', (eb) =>
      eb
        .selectFrom('alert')
        .select('alert.id')
        .where('state', '=', 'resolved')
        .where('resolved_at', '<', before.toISOString()),
    )
    .where((eb) => eb.not(isWaiting(eb)))
    .execute();
}

/** From the attempt that the caller made or saw, and only while it waits: a lease that lapsed does no harm. */
async function settle(
  db: Db,
  { id, attempts }: Pick<WaitingDelivery, 'id' | 'attempts'>,
  change: Partial<SinkDeliveryRow>,
): Promise<boolean> {
  const moved = await db
    .updateTable('sink_delivery')
    .set(change)
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .where(isWaiting)
    .returning('id')
    .executeTakeFirst();
  return moved !== undefined;
}

function isWaiting(eb: ExpressionBuilder<Schema, 'sink_delivery'>): Expression<SqlBool> {
  return eb.and([
    eb('sink_delivery.delivered_at', 'is', null),
    eb('sink_delivery.skipped_at', 'is', null),
    eb('sink_delivery.dead_at', 'is', null),
  ]);
}

/** The first of each alert that is not done. */
function heads(db: Db, sink: string) {
  return db
    .selectFrom('sink_delivery')
    .where('sink', '=', sink)
    .where(isWaiting)
    .where(
      sql<SqlBool>`not exists (select 1 from sink_delivery as earlier
        where earlier.alert_id = sink_delivery.alert_id and earlier.sink = sink_delivery.sink
          and earlier.turn < sink_delivery.turn
          and earlier.delivered_at is null and earlier.skipped_at is null and earlier.dead_at is null)`,
    );
}

/** Where a word stands among all that is said of one alert. */
export function turnOf(round: number, action: SinkAction): number {
  return round * steps.length + steps.indexOf(action);
}

export function toDelivery(row: SinkDeliveryRow): WaitingDelivery {
  return {
    id: row.id,
    sink: row.sink,
    alertId: row.alert_id,
    // Written by queueDelivery only.
    action: row.action as SinkAction,
    round: Math.floor(row.turn / steps.length),
    queuedAt: new Date(row.queued_at),
    attempts: row.attempts,
  };
}
