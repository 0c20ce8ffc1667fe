import {
  beginGrants,
  carryOn,
  carryOnRestores,
  closeForLeavers,
  lookAgainAtEnds,
  lookForMissing,
  remindOfEnds,
  watchDrift,
  watchOverdue,
} from '../access/index.ts';
import { detectionTools } from '../detections/tools.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { reasonOf } from '../lib/operator-error.ts';
import type { Task, TaskTools } from './task.ts';

const EVERY_MS = MINUTE_MS;

/** Looks after grants whatever the queue believes, and runs again soon. A step that fails holds up no other. */
export default {
  name: 'sweep-grants',
  run: async (tools) => {
    const { providers, effects = {} } = tools;
    const access = { ...detectionTools(tools), providers, effects };
    const steps = [
      async () => await beginGrants(access),
      async () => await carryOn(access),
      async () => await carryOnRestores(access),
      async () => await watchOverdue(access),
      async () => await remindOfEnds(access),
      ...providers
        .filter(({ memberships }) => memberships !== undefined)
        .flatMap((provider) => [
          async () => await watchDrift(access, provider),
          async () => await lookForMissing(access, provider),
          async () => await lookAgainAtEnds(access, provider),
          async () => await closeForLeavers(access, provider),
        ]),
    ];
    for (const step of steps) {
      await step().catch((error: unknown) => {
        tools.log.error({ reason: reasonOf(error) }, 'grants could not be swept');
      });
    }
    await sweepGrantsLater(tools, EVERY_MS);
  },
} satisfies Task;

export async function sweepGrantsLater(
  { db, queue, clock }: Pick<TaskTools, 'db' | 'queue' | 'clock'>,
  ms: number,
): Promise<void> {
  const runAt = new Date(clock.now().getTime() + ms);
  await queue.add(db, { task: 'sweep-grants', key: 'sweep-grants', payload: {}, runAt });
}
