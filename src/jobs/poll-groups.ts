import { z } from 'zod';
import { tellMoves } from '../detections/member-moves.ts';
import { pollMs } from '../detections/poll-interval.ts';
import { detectionTools } from '../detections/tools.ts';
import { syncDirectory } from '../directory/index.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { reasonOf } from '../lib/operator-error.ts';
import { syncState } from '../store/sync-state.ts';
import type { Task, TaskTools } from './task.ts';

const Payload = z.object({ connection: z.string() });

const LONGEST_PAUSE_MS = 5 * MINUTE_MS;

/** Asks a directory whose changes cost one call (a delta query) which groups moved, and asks to be run again. */
export default {
  name: 'poll-groups',
  run: async (tools, payload, { signal }) => {
    const { connection } = Payload.parse(payload);
    const provider = tools.providers.find(({ id }) => id === connection);
    const stream = provider?.directory?.find(({ name, pollMs }) => name === 'groups' && pollMs !== undefined);
    if (provider === undefined || stream?.pollMs === undefined) return;
    let pause = pollMs(tools, 'groups', stream.pollMs);
    try {
      // Before the first full pass there is nothing to compare with; the schedule or an admin starts it.
      const known = await syncState(tools.db, connection, 'groups');
      if (known?.checkpoint != null) {
        const onMoves = tellMoves(detectionTools(tools), provider.kind);
        await syncDirectory({ ...tools, onMoves, signal }, provider, { only: 'groups' });
      }
    } catch (error) {
      if (signal.aborted) throw error;
      tools.log.warn({ connection, reason: reasonOf(error) }, 'changes of groups could not be read');
      pause = LONGEST_PAUSE_MS;
    }
    await pollGroupsLater(tools, connection, pause);
  },
} satisfies Task;

/** A waiting poll is moved, never doubled. */
export async function pollGroupsLater(
  { db, queue, clock }: Pick<TaskTools, 'db' | 'queue' | 'clock'>,
  connection: string,
  ms: number,
): Promise<void> {
  const runAt = new Date(clock.now().getTime() + ms);
  await queue.add(db, {
    task: 'poll-groups',
    key: `poll-groups:${connection}`,
    payload: { connection },
    runAt,
  });
}
