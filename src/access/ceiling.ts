import { HOUR_MS } from '../lib/clock.ts';
import { appendAudit } from '../store/audit.ts';
import { freezeNow } from '../store/freeze.ts';
import { countWrites } from '../store/grants.ts';
import { takeGuard } from '../store/guards.ts';
import { queueMessage } from '../store/messages.ts';
import { deliver } from './tell.ts';
import type { AccessTools } from './tools.ts';

const ceilings = {
  grants: { column: 'written_at', limit: 'grantsPerHour', words: 'memberships added' },
  revocations: { column: 'removed_at', limit: 'revocationsPerHour', words: 'memberships removed' },
} as const;

/**
 * Whether one more change of a directory stays below the ceiling of the hour. Over it, Lockstep freezes itself and says
 * so. Inside the transaction that writes the change down: whoever counts next waits for it.
 */
export async function staysBelowCeiling(
  tools: Pick<AccessTools, 'db' | 'queue' | 'clock' | 'settings'>,
  which: keyof typeof ceilings,
): Promise<boolean> {
  const { db, clock, settings } = tools;
  const { column, limit, words } = ceilings[which];
  await takeGuard(db, `ceiling:${which}`);
  const now = clock.now();
  const count = await countWrites(db, column, new Date(now.getTime() - HOUR_MS));
  if (count < settings.limits[limit]) return true;
  const because = `${count} ${words} within an hour; the ceiling is ${settings.limits[limit]} (limits in lockstep.yaml)`;
  if (!(await freezeNow(db, { at: now, by: 'lockstep', because }))) return false;
  if (settings.channels.alerts !== null) {
    const text = `Lockstep froze its own changes: ${because}. What waits goes on once an admin lifts the freeze.`;
    const id = `ceiling:${which}:${now.toISOString()}`;
    await queueMessage(db, { id, channel: settings.channels.alerts, kind: 'notice', body: { text } });
    await deliver(tools);
  }
  // Last: whoever writes waits for the audit log.
  await appendAudit(db, {
    at: now,
    actor: 'lockstep',
    action: 'freeze.set',
    object: 'lockstep',
    detail: { because },
  });
  return false;
}
