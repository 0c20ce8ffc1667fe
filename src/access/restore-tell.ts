import { MINUTE_MS } from '../lib/clock.ts';
import { deliverSoon } from '../store/deliver-soon.ts';
import { queueMessage } from '../store/messages.ts';
import { stalledRestores } from '../store/restores.ts';
import type { AccessTools } from './tools.ts';

type TellingTools = Pick<AccessTools, 'db' | 'queue' | 'clock' | 'settings'>;

/** Longer than the longest pause of a job that is alive. */
const STALLED_MS = 6 * MINUTE_MS;

/** Adds the job that carries a restore on, or moves the one that waits. */
export async function restoreLater(
  { db, queue }: Pick<AccessTools, 'db' | 'queue'>,
  id: string,
  { at, tries = 0 }: { readonly at: Date; readonly tries?: number },
): Promise<void> {
  const payload = { restoreId: id, tries };
  await queue.add(db, { task: 'restore-members', key: `restore-members:${id}`, payload, runAt: at });
}

/** Has the progress of a restore posted in the requests channel, or edited to what it is now. */
export async function tellRestore(
  { db, queue, clock, settings }: TellingTools,
  restoreId: string,
): Promise<void> {
  const { requests: channel } = settings.channels;
  if (channel === null) return;
  // The time makes it another body: a copy that is being sent right now is sent once more.
  const body = { restoreId, at: clock.now().toISOString() };
  await queueMessage(db, { id: `restore:${restoreId}`, channel, kind: 'restore', body });
  await deliverSoon({ db, queue });
}

/** Carries on what nobody carries on, whatever the queue believes. How many. */
export async function carryOnRestores(tools: Pick<AccessTools, 'db' | 'queue' | 'clock'>): Promise<number> {
  const now = tools.clock.now();
  const stalled = await stalledRestores(tools.db, new Date(now.getTime() - STALLED_MS));
  for (const { id } of stalled) await restoreLater(tools, id, { at: now });
  return stalled.length;
}
