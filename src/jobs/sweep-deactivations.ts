import { sweepDeactivations } from '../deactivation/sweep.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { reasonOf } from '../lib/operator-error.ts';
import type { Task, TaskTools } from './task.ts';

/** What is due or was cut off is taken up again within this time. */
const EVERY_MS = MINUTE_MS;

/** Looks after deactivations that are due or under way, whatever the queue believes, and runs again soon. */
export default {
  name: 'sweep-deactivations',
  run: async (tools) => {
    await sweepDeactivations(tools).catch((error: unknown) => {
      tools.log.error({ reason: reasonOf(error) }, 'deactivations could not be swept');
    });
    await sweepDeactivationsLater(tools, EVERY_MS);
  },
} satisfies Task;

export async function sweepDeactivationsLater(
  { db, queue, clock }: Pick<TaskTools, 'db' | 'queue' | 'clock'>,
  ms: number,
): Promise<void> {
  const runAt = new Date(clock.now().getTime() + ms);
  await queue.add(db, { task: 'sweep-deactivations', key: 'sweep-deactivations', payload: {}, runAt });
}
