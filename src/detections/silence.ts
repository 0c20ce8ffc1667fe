import { clear } from '../alerts/clear.ts';
import type { Alert } from '../domain/alert.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import type { EventFeed, Provider } from '../providers/provider.ts';
import { unresolvedOf } from '../store/alerts.ts';
import { findCursor, quietSince } from '../store/feed-cursors.ts';
import { longestPause } from '../store/feed-pauses.ts';
import { listFreshness } from '../store/freshness.ts';
import { inTransaction } from '../store/transaction.ts';
import { type FollowTools, raiseOwn, sourceOf } from './follow.ts';
import { ownMs, sourceSilent } from './own-causes.ts';
import { longestUnread } from './poll-interval.ts';
import { type StreamAge, streamAges } from './stream-silence.ts';

/** After a stop nothing was read for long: what is read again within this time was not silent. */
const PATIENCE_MS = MINUTE_MS;
/** So many times the longest pause of the last thirty days. */
const FACTOR = 1.5;

export interface Silence {
  readonly feed: string;
  readonly because: string;
  readonly patienceMs: number;
}

/** Raises an alert for each source that is silent for longer than is normal for it, and ends it when it speaks again. */
export async function watchSilence(tools: FollowTools, provider: Provider): Promise<readonly Silence[]> {
  const streams = await streamAges(tools, provider);
  const silent = [...(await silentFeeds(tools, provider)), ...streams.flatMap(silenceOf)];
  const standing = await unresolvedOf(tools.db, provider.id, [sourceSilent.id]);
  for (const { feed, because, patienceMs } of silent) {
    if (standing.some(({ key }) => key === feed)) continue;
    const seen = { key: feed, message: `${provider.id} (${feed}) ${because}.`, sampleId: feed };
    await raiseOwn(tools, sourceSilent, { connection: provider.id, ...seen, patienceMs });
  }
  const heard = [...(provider.feeds ?? []), ...settled(streams, standing)];
  const speaking = heard.map(({ name }) => name).filter((name) => silent.every(({ feed }) => feed !== name));
  await inTransaction(tools.db, async (db) => {
    const at = tools.clock.now();
    const clearings = speaking.map((name) => ({ clears: name, because: 'it speaks again', at }));
    await clear({ ...tools, db }, { detection: sourceSilent.id, connection: provider.id }, clearings);
  });
  return silent;
}

/** Where nothing is known, what was not said yet is left unsaid, and what was said stays. */
function settled(streams: readonly StreamAge[], standing: readonly Alert[]): readonly StreamAge[] {
  const said = standing.filter(({ state }) => state !== 'pending');
  return streams.filter(({ name, state }) => state === 'speaks' || said.every(({ key }) => key !== name));
}

async function silentFeeds(tools: FollowTools, { id, feeds = [] }: Provider): Promise<readonly Silence[]> {
  const now = tools.clock.now().getTime();
  const silent: Silence[] = [];
  const fresh = await listFreshness(tools.db);
  for (const feed of feeds) {
    const { name } = feed;
    const cursor = await findCursor(tools.db, id, name);
    if (cursor === null) continue;
    // A cursor moves with every page, also where the next one is refused each time.
    const unread = now - (fresh.get(sourceOf(id, name)) ?? cursor.readAt).getTime();
    const quiet = now - (quietSince(cursor)?.getTime() ?? now);
    const leastMs = ownMs(tools.settings, 'sources.unread.max');
    if (unread > longestUnread(tools, { name, usualMs: feed.intervalMs, leastMs })) {
      const because = `was last read to its end ${minutes(unread)} min ago`;
      silent.push({ feed: name, because, patienceMs: PATIENCE_MS });
    } else {
      const because = await tooQuiet(tools, id, { feed, quiet });
      if (because !== null) silent.push({ feed: name, because, patienceMs: 0 });
    }
  }
  return silent;
}

function silenceOf({ name, ms, state, cutOff }: StreamAge): readonly Silence[] {
  if (state !== 'late') return [];
  const why = cutOff ? ': a pass over everything did not end, and `lockstep sync` says why' : '';
  const because = `could not be asked what changed for ${minutes(ms)} min${why}`;
  return [{ feed: name, because, patienceMs: PATIENCE_MS }];
}

/** Held against its own longest pause, nights and weekends included: a small org is silent for hours. null = it is normal. */
async function tooQuiet(
  { db, clock }: FollowTools,
  connection: string,
  { feed, quiet }: { readonly feed: EventFeed; readonly quiet: number },
): Promise<string | null> {
  if (feed.silentMs === null || quiet <= feed.silentMs) return null;
  const usual = await longestPause(db, { connection, feed: feed.name, now: clock.now() });
  if (quiet <= usual * FACTOR) return null;
  const known =
    usual === 0 ? 'none so long is known' : `its longest pause in 30 days was ${minutes(usual)} min`;
  return `told nothing for ${minutes(quiet)} min; ${known}`;
}

function minutes(ms: number): number {
  return Math.round(ms / MINUTE_MS);
}
