import { changeAlert, findAlert } from '../store/alerts.ts';
import { appendAudit } from '../store/audit.ts';
import { inTransaction } from '../store/transaction.ts';
import { tellChat, tellSinks } from './tell.ts';
import type { AlertTools, Outcome, Via } from './tools.ts';

/**
 * Somebody takes an alert on. Of two at the same time one wins; the other hears who has it.
 * `via`: the sink through which it came, which then need not hear of it, and who it was there.
 */
export async function acknowledgeAlert(
  tools: AlertTools,
  {
    alertId,
    by,
    at,
    via,
  }: { readonly alertId: string; readonly by: string; readonly at: Date; readonly via?: Via },
): Promise<Outcome> {
  return await inTransaction(tools.db, async (db) => {
    const inside = { ...tools, db };
    const alert = await findAlert(db, alertId);
    if (alert === null) return 'unknown';
    if (alert.state === 'resolved') return 'over';
    if (alert.state === 'acknowledged') return 'already';
    const change = {
      state: 'acknowledged' as const,
      acknowledgedAt: at,
      acknowledgedBy: by,
      snoozedUntil: null,
    };
    if (!(await changeAlert(db, alert, change))) return 'already';
    const taken = { ...alert, ...change, revision: alert.revision + 1 };
    await tellChat(inside, taken);
    // Each time it is taken on is a word of its own: after a snooze it was nobody's.
    const anew = `${taken.revision}`;
    if (alert.pagedAt !== null)
      await tellSinks(inside, taken, { action: 'acknowledge', anew, except: via?.sink });
    const detail = via === undefined ? {} : { detail: { person: via.person } };
    await appendAudit(db, { at, actor: by, action: 'alert.acknowledged', object: alertId, ...detail });
    return 'done';
  });
}
