import { appendAudit } from '../store/audit.ts';
import { deliverSoon } from '../store/deliver-soon.ts';
import { freezeNow } from '../store/freeze.ts';
import { queueMessage } from '../store/messages.ts';
import type { AlertTools } from './tools.ts';

/**
 * More changes in an hour than a ceiling of lockstep.yaml allows: Lockstep stops its own writes and says so, once until
 * somebody lifts it. Inside the caller's transaction, which took the guard of that ceiling.
 */
export async function freezeItself(
  { db, queue, clock, settings }: Pick<AlertTools, 'db' | 'queue' | 'clock' | 'settings'>,
  ceiling: string,
  because: string,
): Promise<void> {
  const at = clock.now();
  if (!(await freezeNow(db, { at, by: 'lockstep', because }))) return;
  if (settings.channels.alerts !== null) {
    const text = `Lockstep froze its own changes: ${because}. What waits goes on once an admin lifts the freeze.`;
    const id = `ceiling:${ceiling}:${at.toISOString()}`;
    await queueMessage(db, { id, channel: settings.channels.alerts, kind: 'notice', body: { text } });
    await deliverSoon({ db, queue });
  }
  // Last: whoever writes waits for the audit log.
  await appendAudit(db, {
    at,
    actor: 'lockstep',
    action: 'freeze.set',
    object: 'lockstep',
    detail: { because },
  });
}
