import { expireProofs, sweepApprovals } from '../approvals/index.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { reasonOf } from '../lib/operator-error.ts';
import type { Task, TaskTools } from './task.ts';

/** Approvals expire, remind and escalate within this time of their moment. */
const EVERY_MS = MINUTE_MS;

/** Ends, reminds of and escalates approvals, ends the proofs that did not come, and runs again soon. */
export default {
  name: 'sweep-approvals',
  run: async (tools) => {
    await sweepApprovals({ ...tools, effects: tools.effects ?? {} }).catch((error: unknown) => {
      tools.log.error({ reason: reasonOf(error) }, 'approvals could not be swept');
    });
    await expireProofs(tools).catch((error: unknown) => {
      tools.log.error({ reason: reasonOf(error) }, 'proofs could not be swept');
    });
    await sweepApprovalsLater(tools, EVERY_MS);
  },
} satisfies Task;

export async function sweepApprovalsLater(
  { db, queue, clock }: Pick<TaskTools, 'db' | 'queue' | 'clock'>,
  ms: number,
): Promise<void> {
  const runAt = new Date(clock.now().getTime() + ms);
  await queue.add(db, { task: 'sweep-approvals', key: 'sweep-approvals', payload: {}, runAt });
}
