import { z } from 'zod';
import { concludeRemedy, REMEDY_ATTEMPTS } from '../alerts/remedy.ts';
import { type Alert, offerKey, wasDone } from '../domain/alert.ts';
import { OperatorError, reasonOf } from '../lib/operator-error.ts';
import { findAlert } from '../store/alerts.ts';
import { currentFreeze } from '../store/freeze.ts';
import type { Task, TaskTools } from './task.ts';

const Payload = z.object({ alertId: z.string(), key: z.string(), round: z.int(), by: z.string() });

/** Carries out what an alert offers, after somebody with the role clicked, and tells on the card what came of it. */
export default {
  name: 'act-on-alert',
  run: async (tools, payload, { attempt }) => {
    const ask = Payload.parse(payload);
    const alert = await findAlert(tools.db, ask.alertId);
    if (alert === null || wasDone(alert, ask.key, ask.round)) return;
    await concludeRemedy(tools, ask, await carryOut(tools, alert, { key: ask.key, attempt }));
  },
} satisfies Task;

type Came = Parameters<typeof concludeRemedy>[2];

async function carryOut(
  tools: TaskTools,
  alert: Alert,
  { key, attempt }: { readonly key: string; readonly attempt: number },
): Promise<Came> {
  const offer = alert.offers.find((each) => offerKey(each) === key);
  if (alert.state === 'resolved' || offer === undefined)
    return refused('nothing was done: it is no longer offered');
  const provider = tools.providers.find(({ id }) => id === alert.connection);
  const remedy = provider?.remedies?.[offer.action];
  if (remedy === undefined) return refused(`nothing was done: ${alert.connection} cannot do this`);
  // Asked last, right before the vendor is.
  if ((await currentFreeze(tools.db)) !== null) return refused('nothing was done: Lockstep is frozen');
  try {
    return { outcome: 'done', text: await remedy(offer.on) };
  } catch (error) {
    if (error instanceof OperatorError)
      return {
        outcome: 'failed',
        code: error.code,
        text: `did not work: ${error.message}. Next: ${error.next}`,
      };
    if (attempt < REMEDY_ATTEMPTS) throw error;
    tools.log.error({ alert: alert.id, reason: reasonOf(error) }, 'a remedy failed');
    return { outcome: 'failed', text: 'did not work, and I do not know why; the log says more' };
  }
}

function refused(text: string): Came {
  return { outcome: 'refused', text };
}
