import { type Alert, nextRound, type Offer, offerKey, wasDone } from '../domain/alert.ts';
import { findAlert } from '../store/alerts.ts';
import { appendAudit } from '../store/audit.ts';
import { currentFreeze } from '../store/freeze.ts';
import { inTransaction } from '../store/transaction.ts';
import { addNote } from './note.ts';
import type { AlertTools, Outcome } from './tools.ts';

/** withdrawn: the alert no longer offers it. frozen: Lockstep changes nothing now. */
export type Asked = Outcome | 'withdrawn' | 'frozen';

export interface RemedyAsk {
  readonly alertId: string;
  /** The offer's key and the round, as the button carried them. */
  readonly key: string;
  readonly round: number;
  readonly by: string;
}

/** The offer of an alert that a button means, or why there is nothing to do. */
export function offerOf(
  alert: Alert | null,
  { key, round, action }: { readonly key: string; readonly round: number; readonly action: Offer['action'] },
): { readonly alert: Alert; readonly offer: Offer } | Exclude<Asked, 'done' | 'frozen'> {
  if (alert === null) return 'unknown';
  if (alert.state === 'resolved') return 'over';
  const offer = alert.offers.find((each) => each.action === action && offerKey(each) === key);
  if (offer === undefined) return 'withdrawn';
  return round === nextRound(alert, key) ? { alert, offer } : 'already';
}

/** Adds the job that carries an offer out, once for each round: a double click or a replay adds nothing. */
export async function askForRemedy(
  tools: AlertTools,
  { action, ...ask }: RemedyAsk & { readonly action: Offer['action'] },
): Promise<Asked> {
  return await inTransaction(tools.db, async (db) => {
    const { alertId, key, round, by } = ask;
    const found = offerOf(await findAlert(db, alertId), { key, round, action });
    if (typeof found === 'string') return found;
    if ((await currentFreeze(db)) !== null) return 'frozen';
    const job = { task: 'act-on-alert', key: `act-on-alert:${alertId}:${key}:${round}`, payload: ask };
    if (!(await tools.queue.addOnce(db, { ...job, maxAttempts: REMEDY_ATTEMPTS }))) return 'already';
    await appendAudit(db, {
      at: tools.clock.now(),
      actor: by,
      action: 'alert.remedy-asked',
      object: alertId,
      detail: { action, on: found.offer.on },
    });
    return 'done';
  });
}

export const REMEDY_ATTEMPTS = 3;

/** Writes down what came of it: on the card, and in the audit log. Once, whoever else carried it out meanwhile. */
export async function concludeRemedy(
  tools: AlertTools,
  ask: RemedyAsk,
  came: { readonly outcome: 'done' | 'failed' | 'refused'; readonly text: string; readonly code?: string },
): Promise<void> {
  const { alertId, key, round, by } = ask;
  const at = tools.clock.now();
  await inTransaction(tools.db, async (db) => {
    for (let attempt = 1; attempt <= 5; attempt++) {
      const alert = await findAlert(db, alertId);
      if (alert === null || wasDone(alert, key, round)) return;
      if ((await addNote({ ...tools, db }, alert, { at, by, text: came.text, about: key, round })) === null)
        continue;
      const { outcome, code } = came;
      const offer = alert.offers.find((each) => offerKey(each) === key);
      const detail = { action: key.split(':')[0], on: offer?.on, outcome, code };
      await appendAudit(db, { at, actor: by, action: 'alert.remedy-tried', object: alertId, detail });
      return;
    }
    throw new Error('an alert changed again and again; what came of a remedy is written down later');
  });
}
