import type { Alert } from '../domain/alert.ts';
import { changeAlert, dropSubjects, findAlert } from '../store/alerts.ts';
import { appendAudit } from '../store/audit.ts';
import { inTransaction } from '../store/transaction.ts';
import { tellChat, tellSinks } from './tell.ts';
import type { AlertTools, Outcome, Via } from './tools.ts';

interface Ending {
  readonly by: string;
  readonly because: string;
  /** The sink through which it came, which then need not hear of it. */
  readonly via?: Via;
}

/** Ends an alert by hand. Of two at the same time one wins. */
export async function resolveAlert(
  tools: AlertTools,
  { alertId, ...how }: { readonly alertId: string } & Ending,
): Promise<Outcome> {
  return await inTransaction(tools.db, async (db) => {
    const alert = await findAlert(db, alertId);
    if (alert === null) return 'unknown';
    if (alert.state === 'resolved') return 'over';
    return (await end({ ...tools, db }, alert, how)) ? 'done' : 'already';
  });
}

/**
 * Ends an alert inside the caller's transaction. What was never said ends silently; what was said is edited, and whoever
 * was told hears that it is over.
 */
export async function end(tools: AlertTools, alert: Alert, { by, because, via }: Ending): Promise<boolean> {
  const { db, clock } = tools;
  const at = clock.now();
  const change = {
    state: 'resolved' as const,
    resolvedAt: at,
    resolvedBecause: because,
    resolvedBy: by,
    coveredBy: null,
  };
  if (!(await changeAlert(db, alert, change))) return false;
  // Whom a person ended it for is kept: what is told late about them is no news (raise.ts).
  if (by === 'lockstep') await dropSubjects(db, alert.id);
  if (alert.announcedAt === null) return true;
  const over = { ...alert, ...change, revision: alert.revision + 1 };
  await tellChat(tools, over);
  if (alert.pagedAt !== null) await tellSinks(tools, over, { action: 'resolve', except: via?.sink });
  const detail = { because, ...(via === undefined ? {} : { person: via.person }) };
  await appendAudit(db, { at, actor: by, action: 'alert.resolved', object: alert.id, detail });
  return true;
}
