import { MINUTE_MS } from '../lib/clock.ts';
import { stalledDeactivations } from '../store/deactivations.ts';
import { carryOutLater } from './effect.ts';
import type { DeactivationTools } from './tools.ts';

/** Longer than the longest pause between two tries of a step, and than a run takes. */
const STALLED_MS = 10 * MINUTE_MS;

/** Whatever the queue believes: what is due, or runs and was not carried on for a while, is taken up again. */
export async function sweepDeactivations({
  db,
  queue,
  clock,
}: Pick<DeactivationTools, 'db' | 'queue' | 'clock'>): Promise<void> {
  const now = clock.now();
  const before = new Date(now.getTime() - STALLED_MS);
  for (const made of await stalledDeactivations(db, before)) await carryOutLater({ db, queue }, made, now);
}
