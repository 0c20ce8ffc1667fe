import type { Inbound, InboundAct } from '../sinks/sink.ts';
import { findAlert } from '../store/alerts.ts';
import { rememberDelivery } from '../store/hook-deliveries.ts';
import { standingToldTo } from '../store/told-sinks.ts';
import { inTransaction } from '../store/transaction.ts';
import { acknowledgeAlert } from './acknowledge.ts';
import { resolveAlert } from './resolve.ts';
import type { AlertTools, Outcome } from './tools.ts';

/** repeated: it was here before. stale: it is older than what it would end, and means an earlier round. */
export type Heard = Outcome | 'repeated' | 'stale';

/**
 * Does to an alert what somebody did to it at a receiver, in the sink's name: only to one that this sink was told of,
 * and only if it was done after that. The receiver itself hears nothing back.
 */
export async function hearSink(
  tools: AlertTools,
  { id: sink, inbound }: { readonly id: string; readonly inbound: Pick<Inbound, 'keyOf'> },
  act: InboundAct,
): Promise<Heard> {
  // What was remembered and what it did stand or fall together: after a crash the receiver tells it again.
  return await inTransaction(tools.db, async (db) => {
    const word = { connection: `sink:${sink}`, id: act.eventId, at: tools.clock.now() };
    if (!(await rememberDelivery(db, word))) return 'repeated';
    const told = await standingToldTo(db, sink);
    const meant = told.find(({ fingerprint }) => inbound.keyOf(fingerprint) === act.key);
    if (meant === undefined) return 'unknown';
    if (act.at < meant.toldAt) return 'stale';
    return await carryOut({ ...tools, db }, { sink, alertId: meant.alertId, act });
  });
}

/** The detections may count on meanwhile: it is tried again from what the alert is then. */
async function carryOut(
  tools: AlertTools,
  { sink, alertId, act }: { readonly sink: string; readonly alertId: string; readonly act: InboundAct },
): Promise<Outcome> {
  const wanted = act.action === 'acknowledge' ? 'acknowledged' : 'resolved';
  const how = { alertId, by: sink, via: { sink, person: act.by } };
  for (let attempt = 1; attempt <= 5; attempt++) {
    const outcome =
      wanted === 'resolved'
        ? await resolveAlert(tools, { ...how, because: 'somebody ended it there' })
        : await acknowledgeAlert(tools, { ...how, at: tools.clock.now() });
    if (outcome !== 'already' || (await findAlert(tools.db, alertId))?.state === wanted) return outcome;
  }
  throw new Error('an alert changed again and again; the receiver has to tell it again');
}
