import type { Settings } from '../config/config.ts';
import { type Clock, MINUTE_MS } from '../lib/clock.ts';
import { deliverSoon, sinkJob } from '../store/deliver-soon.ts';
import { waitingSince } from '../store/messages.ts';
import type { Db } from '../store/open.ts';
import type { Queue } from '../store/queue/queue.ts';
import { nextDueAt } from '../store/sink-deliveries.ts';

/** Whoever sends comes back by itself long before. */
const LATE_MS = MINUTE_MS;

/**
 * Wakes the messenger and the senders of sinks where something has been due for a minute: a job that used up its attempts
 * during a long outage, or got lost, must not hold up what nobody else would ask for again.
 */
export async function wakeSenders({
  db,
  queue,
  clock,
  settings,
}: {
  readonly db: Db;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly settings: Pick<Settings, 'sinks'>;
}): Promise<void> {
  const late = clock.now().getTime() - LATE_MS;
  const isLate = (since: Date | null): boolean => since !== null && since.getTime() <= late;
  if (isLate(await waitingSince(db))) await deliverSoon({ db, queue });
  for (const { id } of settings.sinks) {
    if (isLate(await nextDueAt(db, id))) await queue.add(db, sinkJob(id));
  }
}
