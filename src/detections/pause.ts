import type { DirectoryEvent } from '../domain/event.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { notePause } from '../store/feed-pauses.ts';
import type { Db } from '../store/open.ts';
import type { Source } from './ingest.ts';

/** Shorter ones say nothing of what is normal for a log. */
const SHORTEST_MS = 10 * MINUTE_MS;

/**
 * Keeps the longest time between two events of a feed, by their own clock: how often it was read does not matter. One that
 * is dated ahead of ours ends no pause.
 */
export async function learnPause(
  db: Db,
  { connection, feed }: Source,
  {
    last,
    events,
    now,
  }: {
    readonly last: Date | null;
    readonly events: readonly Pick<DirectoryEvent, 'at'>[];
    readonly now: Date;
  },
): Promise<void> {
  const later = events
    .map(({ at }) => at.getTime())
    .filter((time) => time > (last?.getTime() ?? 0) && time <= now.getTime());
  const times = [...(last === null ? [] : [last.getTime()]), ...later.toSorted((a, b) => a - b)];
  let longest = { ms: 0, end: 0 };
  for (const [i, end] of times.entries()) {
    const ms = end - (times[i - 1] ?? end);
    if (ms > longest.ms) longest = { ms, end };
  }
  if (longest.ms < SHORTEST_MS) return;
  await notePause(db, { connection, feed, endedAt: new Date(longest.end), ms: longest.ms });
}
