import type { Alert, SinkAction } from '../domain/alert.ts';
import { severities } from '../domain/finding.ts';
import { queueMessage } from '../store/messages.ts';
import { queueDelivery } from '../store/sink-deliveries.ts';
import type { AlertTools } from './tools.ts';

/** Has the alert's one message posted, or edited to what it is now. */
export async function tellChat({ db, queue, settings }: AlertTools, alert: Alert): Promise<void> {
  const { alerts: channel } = settings.channels;
  if (channel === null) return;
  const body = { alertId: alert.id, revision: alert.revision };
  await queueMessage(db, { id: `alert:${alert.id}`, channel, kind: 'alert', body });
  await queue.add(db, { task: 'deliver-messages', key: 'deliver-messages', payload: {} });
}

/**
 * Puts a word to the sinks into their outbox; how many hear it. `all` = also those that ask for graver alerts only; `anew` = also
 * those that heard of this round, for the reason it names.
 */
export async function tellSinks(
  { db, queue, clock, settings }: AlertTools,
  alert: Alert,
  {
    action,
    all = false,
    anew,
  }: { readonly action: SinkAction; readonly all?: boolean; readonly anew?: string },
): Promise<number> {
  const rank = severities.indexOf(alert.severity);
  const hearing = settings.sinks.filter(({ minSeverity }) => all || rank <= severities.indexOf(minSeverity));
  const at = clock.now();
  for (const { id } of hearing) {
    await queueDelivery(db, { sink: id, alertId: alert.id, action, round: alert.relapses, at, anew });
    await queue.add(db, { task: 'deliver-sinks', key: `deliver-sinks:${id}`, payload: { sink: id } });
  }
  return hearing.length;
}
