import { DAY_MS } from '../lib/clock.ts';
import type { Db } from './open.ts';

/** As long as events are kept: a holiday counts as normal for so long. */
const KEPT_MS = 30 * DAY_MS;

/** One line for each day, the longest pause that ended on it. */
export async function notePause(
  db: Db,
  pause: { readonly connection: string; readonly feed: string; readonly endedAt: Date; readonly ms: number },
): Promise<void> {
  const { connection, feed, endedAt, ms } = pause;
  await db
    .insertInto('feed_pause')
    .values({ connection, feed, day: dayOf(endedAt), ms })
    .onConflict((oc) =>
      oc.columns(['connection', 'feed', 'day']).doUpdateSet({ ms }).where('feed_pause.ms', '<', ms),
    )
    .execute();
  await db
    .deleteFrom('feed_pause')
    .where('day', '<', dayOf(earliest(endedAt)))
    .execute();
}

/** The longest pause of a feed in the last thirty days, in milliseconds; 0 = none is known. */
export async function longestPause(
  db: Db,
  { connection, feed, now }: { readonly connection: string; readonly feed: string; readonly now: Date },
): Promise<number> {
  const { longest } = await db
    .selectFrom('feed_pause')
    .select((eb) => eb.fn.max('ms').as('longest'))
    .where('connection', '=', connection)
    .where('feed', '=', feed)
    .where('day', '>=', dayOf(earliest(now)))
    .executeTakeFirstOrThrow();
  return Number(longest ?? 0);
}

function earliest(now: Date): Date {
  return new Date(now.getTime() - KEPT_MS);
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}
