import type { Alert } from '../domain/alert.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { changeAlert, dueAlerts, findAlert, neglectedAlerts } from '../store/alerts.ts';
import { inTransaction } from '../store/transaction.ts';
import { announce } from './announce.ts';
import { tellChat, tellSinks } from './tell.ts';
import type { AlertTools, RaisingTools } from './tools.ts';

/**
 * Says what has waited long enough, wakes what was snoozed, and pages for what nobody took on. Each alert in a
 * transaction of its own, from the state it is in then: any number of replicas may sweep at once.
 */
export async function sweepAlerts(tools: RaisingTools): Promise<void> {
  const now = tools.clock.now();
  for (const alert of await dueAlerts(tools.db, now)) {
    await inTransaction(tools.db, async (db) => {
      const inside = { ...tools, db };
      const current = await findAlert(db, alert.id);
      if (current?.revision !== alert.revision) return;
      if (current.state === 'snoozed') await wake(inside, current);
      else await announce(inside, current);
    });
  }
  const before = new Date(now.getTime() - tools.settings.alerts.escalateAfter * MINUTE_MS);
  for (const alert of await neglectedAlerts(tools.db, before)) {
    await inTransaction(tools.db, async (db) => await escalate({ ...tools, db }, alert));
  }
}

/** Nobody has it any more, and an edited card wakes nobody: whoever was paged is paged once more. */
async function wake(tools: AlertTools, alert: Alert): Promise<void> {
  const change = { state: 'open' as const, snoozedUntil: null, acknowledgedAt: null, acknowledgedBy: null };
  if (!(await changeAlert(tools.db, alert, change))) return;
  const woken = { ...alert, ...change, revision: alert.revision + 1 };
  if (alert.pagedAt !== null)
    await tellSinks(tools, woken, { action: 'trigger', heard: true, anew: `woken-${woken.revision}` });
  await tellChat(tools, woken);
}

/** Nobody took it on: every sink hears of it, whatever its severity; those that heard already know it by its key. */
async function escalate(tools: AlertTools, alert: Alert): Promise<void> {
  const now = tools.clock.now();
  const moved = await changeAlert(tools.db, alert, {
    escalatedAt: now,
    ...(tools.settings.sinks.length > 0 ? { pagedAt: alert.pagedAt ?? now } : {}),
  });
  if (!moved) return;
  const told = { ...alert, revision: alert.revision + 1 };
  await tellSinks(tools, told, { action: 'trigger', all: true });
  await tellChat(tools, told);
}
