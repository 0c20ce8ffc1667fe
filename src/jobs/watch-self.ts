import { sweepAlerts, wakeSenders } from '../alerts/index.ts';
import { watchApps } from '../detections/app-silence.ts';
import { watchCredentials } from '../detections/credential-warnings.ts';
import { watchSilence } from '../detections/silence.ts';
import { watchSinks } from '../detections/sink-away.ts';
import { watchSlack } from '../detections/slack-away.ts';
import { detectionTools } from '../detections/tools.ts';
import { SECOND_MS } from '../lib/clock.ts';
import { reasonOf } from '../lib/operator-error.ts';
import type { Task, TaskTools } from './task.ts';

/** Patience and snoozes end within this time of their end. */
const EVERY_MS = 10 * SECOND_MS;

/** Says what has waited, wakes what was snoozed and who should have sent, looks for silence, for Slack, for sinks and for credentials that end, and runs again soon. */
export default {
  name: 'watch-self',
  run: async (tools) => {
    const watching = detectionTools(tools);
    const { chatAway } = tools;
    const steps = [
      async () => await sweepAlerts(watching),
      async () => await wakeSenders(tools),
      async () => await watchCredentials(watching, tools.settings.credentials),
      async () => await watchSinks(watching),
      ...(chatAway === undefined ? [] : [async () => await watchSlack(watching, chatAway())]),
      ...tools.providers.map((provider) => async () => await watchSilence(watching, provider)),
      ...tools.providers.map((provider) => async () => await watchApps(watching, provider)),
    ];
    let well = true;
    const failed = (error: unknown): void => {
      well = false;
      tools.log.error({ reason: reasonOf(error) }, 'Lockstep could not look after itself');
    };
    for (const step of steps) await step().catch(failed);
    // The monitor hears that all is well only when it is.
    if (well) await tools.heartbeat?.().catch(failed);
    await watchSelfLater(tools, EVERY_MS);
  },
} satisfies Task;

export async function watchSelfLater(
  { db, queue, clock }: Pick<TaskTools, 'db' | 'queue' | 'clock'>,
  ms: number,
): Promise<void> {
  const runAt = new Date(clock.now().getTime() + ms);
  await queue.add(db, { task: 'watch-self', key: 'watch-self', payload: {}, runAt });
}
