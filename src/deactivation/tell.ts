import type { Deactivation } from '../domain/deactivation.ts';
import { deliverSoon } from '../store/deliver-soon.ts';
import { queueMessage } from '../store/messages.ts';
import type { DeactivationTools } from './tools.ts';

/** Has the evidence table of a deactivation posted in the requests channel, or edited to what it is now. Inside the caller's transaction. */
export async function tellDeactivation(
  { db, queue, clock, settings }: Pick<DeactivationTools, 'db' | 'queue' | 'clock' | 'settings'>,
  { id }: Pick<Deactivation, 'id'>,
): Promise<void> {
  const { requests: channel } = settings.channels;
  if (channel === null) return;
  // The time makes it another body: a copy that is being sent right now is sent once more.
  const body = { deactivationId: id, at: clock.now().toISOString() };
  await queueMessage(db, { id: `deactivation:${id}`, channel, kind: 'deactivation', body });
  await deliverSoon({ db, queue });
}
