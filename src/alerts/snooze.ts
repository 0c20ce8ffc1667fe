import { changeAlert, findAlert } from '../store/alerts.ts';
import { appendAudit } from '../store/audit.ts';
import { inTransaction } from '../store/transaction.ts';
import { tellChat } from './tell.ts';
import type { AlertTools, Outcome } from './tools.ts';

/** Quiet until a time; then it is open again, and nobody has it. */
export async function snoozeAlert(
  tools: AlertTools,
  { alertId, by, until }: { readonly alertId: string; readonly by: string; readonly until: Date },
): Promise<Outcome> {
  return await inTransaction(tools.db, async (db) => {
    const alert = await findAlert(db, alertId);
    if (alert === null) return 'unknown';
    if (alert.state === 'resolved') return 'over';
    if (alert.snoozedUntil?.getTime() === until.getTime()) return 'already';
    const change = { state: 'snoozed' as const, snoozedUntil: until };
    if (!(await changeAlert(db, alert, change))) return 'already';
    await tellChat({ ...tools, db }, { ...alert, ...change, revision: alert.revision + 1 });
    const detail = { until: until.toISOString() };
    await appendAudit(db, {
      at: tools.clock.now(),
      actor: by,
      action: 'alert.snoozed',
      object: alertId,
      detail,
    });
    return 'done';
  });
}
