import { dueDeactivations } from '../store/deactivations.ts';
import { carryOutLater } from './effect.ts';
import type { DeactivationTools } from './tools.ts';

/** Whatever the queue believes: what is due or running is taken up again. A job that waits already is left to its time. */
export async function sweepDeactivations({
  db,
  queue,
  clock,
}: Pick<DeactivationTools, 'db' | 'queue' | 'clock'>): Promise<void> {
  for (const made of await dueDeactivations(db, clock.now())) {
    await carryOutLater({ db, queue }, made, clock.now());
  }
}
