import type { Alert, SinkAction } from '../domain/alert.ts';
import { severities } from '../domain/finding.ts';
import { deliverSoon, sinkJob } from '../store/deliver-soon.ts';
import { queueMessage } from '../store/messages.ts';
import { queueDelivery } from '../store/sink-deliveries.ts';
import { sinksToldOf } from '../store/told-sinks.ts';
import type { AlertTools } from './tools.ts';

/** Has the alert's one message posted, or edited to what it is now. */
export async function tellChat({ db, queue, settings }: AlertTools, alert: Alert): Promise<void> {
  const { alerts: channel } = settings.channels;
  if (channel === null) return;
  const body = { alertId: alert.id, revision: alert.revision };
  await queueMessage(db, { id: `alert:${alert.id}`, channel, kind: 'alert', body });
  await deliverSoon({ db, queue });
}

/**
 * Puts a word to the sinks into their outbox; how many hear it. A beginning goes to those that ask for its severity
 * (`all`: to every one), what follows to those that heard the beginning.
 * `heard`: a beginning, too, only to those that heard it before.
 * `anew`: also to those that heard of this round, for the reason it names. `except`: the one from which it came.
 */
export async function tellSinks(
  tools: AlertTools,
  alert: Alert,
  {
    action,
    all = false,
    heard = false,
    anew,
    except,
  }: {
    readonly action: SinkAction;
    readonly all?: boolean;
    readonly heard?: boolean;
    readonly anew?: string;
    readonly except?: string | undefined;
  },
): Promise<number> {
  const { db, queue, clock } = tools;
  const round = alert.relapses;
  const begins = action === 'trigger' && !heard;
  const asking = begins ? askedFor(tools, alert, all) : await sinksToldOf(db, alert.id, round);
  const hearing = asking.filter((sink) => sink !== except);
  for (const sink of hearing) {
    await queueDelivery(db, { sink, alertId: alert.id, action, round, at: clock.now(), anew });
    await queue.add(db, sinkJob(sink));
  }
  return hearing.length;
}

/** The sinks that ask for the severity of an alert. */
export function askedFor(
  { settings }: Pick<AlertTools, 'settings'>,
  { severity }: Pick<Alert, 'severity'>,
  all = false,
): readonly string[] {
  const rank = severities.indexOf(severity);
  return settings.sinks
    .filter(({ minSeverity }) => all || rank <= severities.indexOf(minSeverity))
    .map(({ id }) => id);
}
