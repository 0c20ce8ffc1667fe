import type { Alert } from '../domain/alert.ts';
import { type Clock, SECOND_MS } from '../lib/clock.ts';
import { newId } from '../lib/id.ts';
import type { Log } from '../lib/log.ts';
import { reasonOf } from '../lib/operator-error.ts';
import type { Sink } from '../sinks/sink.ts';
import { findAlert, findLiveAlert } from '../store/alerts.ts';
import { sinkJob } from '../store/deliver-soon.ts';
import { releaseLease, takeLease } from '../store/leases.ts';
import type { Db } from '../store/open.ts';
import type { Queue } from '../store/queue/queue.ts';
import {
  claimDelivery,
  holdSink,
  markDead,
  markDelivered,
  markFailed,
  markSkipped,
  maySinkKnow,
  nextDeliveries,
  nextDueAt,
  type WaitingDelivery,
} from '../store/sink-deliveries.ts';
import { sinkConnection } from './sink-away.ts';

export interface DeliverTools {
  readonly db: Db;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly log: Log;
}

const BATCH = 50;
/** One replica speaks to a sink at a time. */
const LEASE_MS = 60 * SECOND_MS;
/** So many failures after one another mean that the receiver is away: the rest waits. */
const FAILURES = 3;
const REST_MS = 5 * SECOND_MS;

/**
 * Sends what waits for one sink and asks to be run again when there is something to send. Nothing is lost: what may not
 * have arrived is sent again under the same id. Nobody is woken for what is over.
 */
export async function deliverToSink(tools: DeliverTools, sink: Sink): Promise<void> {
  const { db, clock } = tools;
  const name = `deliver-sinks:${sink.id}`;
  const owner = newId('sender');
  const now = clock.now();
  const until = new Date(now.getTime() + LEASE_MS);
  if (!(await takeLease(db, { name, owner, until, now }))) {
    return await comeBack(tools, sink, new Date(now.getTime() + SECOND_MS));
  }
  let rested = false;
  try {
    rested = (await drain(tools, sink)) === 'away';
  } finally {
    await releaseLease(db, { name, owner });
  }
  // Looked up after the lease is free: whoever found it taken has left its delivery for us.
  const due = await nextDueAt(db, sink.id);
  if (due === null) return;
  const rest = clock.now().getTime() + (rested ? REST_MS : 0);
  await comeBack(tools, sink, new Date(Math.max(due.getTime(), rest)));
}

/** A key of its own: moving this job never puts off one that an alert has just added. */
async function comeBack({ db, queue }: DeliverTools, { id }: Sink, runAt: Date): Promise<void> {
  await queue.add(db, { ...sinkJob(id, { later: true }), runAt });
}

async function drain(tools: DeliverTools, sink: Sink): Promise<'done' | 'away'> {
  const { db, clock } = tools;
  const end = clock.now().getTime() + LEASE_MS / 2;
  let failures = 0;
  for (;;) {
    const due = await nextDeliveries(db, sink.id, { now: clock.now(), limit: BATCH });
    if (due.length === 0) return 'done';
    for (const each of due) {
      if (clock.now().getTime() > end) return 'done';
      const outcome = await deliverOne(tools, sink, each);
      if (outcome === 'held') return 'done';
      failures = outcome === 'failed' ? failures + 1 : 0;
      if (failures >= FAILURES) return 'away';
    }
  }
}

type Outcome = 'delivered' | 'skipped' | 'failed' | 'dead' | 'held' | 'late';

async function deliverOne(tools: DeliverTools, sink: Sink, seen: WaitingDelivery): Promise<Outcome> {
  const { db, clock } = tools;
  const at = clock.now();
  const alert = await findAlert(db, seen.alertId);
  if (alert === null || !(await isWorthSaying(tools, seen, alert))) {
    return (await markSkipped(db, seen, at)) ? 'skipped' : 'late';
  }
  const taken = await claimDelivery(db, seen, { at, until: new Date(at.getTime() + LEASE_MS) });
  if (taken === null) return 'late';
  try {
    await sink.deliver({ id: taken.id, action: taken.action, alert, at: taken.queuedAt });
  } catch (error) {
    return await failed(tools, taken, error);
  }
  await markDelivered(db, taken, clock.now());
  return 'delivered';
}

/**
 * A beginning is worth saying while it lasts, and that somebody has it while they do. An end is, when the sink may know of
 * the beginning: one that was sent and whose answer got lost counts, or the incident would stay open for ever. That a sink
 * does not take anything is told to the others.
 */
async function isWorthSaying(
  { db, clock }: DeliverTools,
  seen: WaitingDelivery,
  alert: Alert,
): Promise<boolean> {
  if (alert.connection === sinkConnection(seen.sink)) return false;
  const over = alert.state === 'resolved' || alert.relapses > seen.round;
  if (seen.action === 'trigger') return !over;
  // Receivers know alerts by their cause: a late end of this one would close the newer one, which stands.
  const standing = await findLiveAlert(db, alert.fingerprint, clock.now());
  if (over && standing !== null && standing.id !== alert.id) return false;
  if (seen.action === 'acknowledge' && (over || alert.acknowledgedAt === null)) return false;
  return await maySinkKnow(db, seen);
}

async function failed(tools: DeliverTools, taken: WaitingDelivery, error: unknown): Promise<Outcome> {
  const { db, clock, log } = tools;
  const at = clock.now();
  const said = { at, error: reasonOf(error) };
  const { retry, afterMs } = refusalOf(error);
  const about = { sink: taken.sink, delivery: taken.id, attempt: taken.attempts, reason: said.error };
  if (!retry) {
    if (!(await markDead(db, taken, said))) return 'late';
    log.error(about, 'a sink refused an alert for good: see `lockstep sinks list`');
    return 'dead';
  }
  const outcome = await markFailed(db, taken, { ...said, afterMs });
  if (outcome === 'dead')
    log.error(about, 'an alert could not be delivered for a day: see `lockstep sinks list`');
  else log.warn(about, 'a sink did not take an alert; it is tried again');
  if (afterMs === null) return outcome === 'waits' ? 'failed' : outcome;
  await holdSink(db, taken.sink, new Date(at.getTime() + afterMs));
  return 'held';
}

/** By its fields: a feature may import no more than types of the sinks. Whatever else is thrown is worth another try. */
function refusalOf(error: unknown): { readonly retry: boolean; readonly afterMs: number | null } {
  if (!(error instanceof Error) || error.name !== 'SinkRefusal') return { retry: true, afterMs: null };
  const { retry, afterMs } = error as Error & { readonly retry?: unknown; readonly afterMs?: unknown };
  return { retry: retry !== false, afterMs: typeof afterMs === 'number' ? afterMs : null };
}
