import { z } from 'zod';
import { followFeed } from '../detections/follow.ts';
import { pollMs } from '../detections/poll-interval.ts';
import { detectionTools } from '../detections/tools.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { reasonOf } from '../lib/operator-error.ts';
import type { Task, TaskTools } from './task.ts';

const Payload = z.object({
  connection: z.string(),
  feed: z.string(),
  /** How often it failed in a row. */
  failures: z.int().default(0),
});

const LONGEST_PAUSE_MS = 5 * MINUTE_MS;

/** Reads one feed to its end and asks to be run again; a hook makes it run sooner. */
export default {
  name: 'poll-events',
  run: async (tools, payload, { signal }) => {
    const { connection, feed: name, failures } = Payload.parse(payload);
    const provider = tools.providers.find(({ id }) => id === connection);
    const feed = provider?.feeds?.find((each) => each.name === name);
    if (provider === undefined || feed === undefined) return;
    const intervalMs = pollMs(tools, feed.name, feed.intervalMs);
    try {
      const { kept } = await followFeed(detectionTools(tools), provider, { feed, signal });
      if (kept > 0) tools.log.debug({ connection, feed: name, events: kept }, 'events read');
      await pollLater(tools, { connection, feed: name, failures: 0 }, intervalMs);
    } catch (error) {
      tools.log.warn({ connection, feed: name, reason: reasonOf(error) }, 'a feed could not be read');
      const pause = Math.min(LONGEST_PAUSE_MS, intervalMs * 2 ** Math.min(failures, 10));
      await pollLater(tools, { connection, feed: name, failures: failures + 1 }, pause);
    }
  },
} satisfies Task;

/** A waiting poll of the same feed is moved, never doubled. */
export async function pollLater(
  { db, queue, clock }: Pick<TaskTools, 'db' | 'queue' | 'clock'>,
  payload: { readonly connection: string; readonly feed: string; readonly failures: number },
  ms: number,
): Promise<void> {
  const key = `poll-events:${payload.connection}:${payload.feed}`;
  const runAt = new Date(clock.now().getTime() + ms);
  await queue.add(db, { task: 'poll-events', key, payload, runAt });
}
