import { clear } from '../alerts/clear.ts';
import { MINUTE_MS, SECOND_MS } from '../lib/clock.ts';
import type { EventFeed, Provider } from '../providers/provider.ts';
import { unresolvedOf } from '../store/alerts.ts';
import { findCursor } from '../store/feed-cursors.ts';
import { inTransaction } from '../store/transaction.ts';
import { type FollowTools, raiseOwn } from './follow.ts';
import { ownMs, sourceSilent } from './own-causes.ts';

/** A feed that was not read for so many of its intervals is late, whatever its content. */
const LATE_INTERVALS = 5;

export interface Silence {
  readonly feed: string;
  readonly because: string;
}

/** Raises an alert for each source that is silent for longer than is normal for it, and ends it when it speaks again. */
export async function watchSilence(tools: FollowTools, provider: Provider): Promise<readonly Silence[]> {
  const now = tools.clock.now().getTime();
  const silent: Silence[] = [];
  for (const feed of provider.feeds ?? []) {
    const cursor = await findCursor(tools.db, provider.id, feed.name);
    if (cursor === null) continue;
    const unread = now - cursor.readAt.getTime();
    const quiet = now - (cursor.lastEventAt ?? cursor.readAt).getTime();
    if (
      unread > Math.max(ownMs(tools.settings, 'sources.unread.max'), intervalOf(tools, feed) * LATE_INTERVALS)
    )
      silent.push({ feed: feed.name, because: `was last read ${minutes(unread)} min ago` });
    else if (feed.silentMs !== null && cursor.lastEventAt !== null && quiet > feed.silentMs)
      silent.push({ feed: feed.name, because: `told nothing for ${minutes(quiet)} min` });
  }
  for (const { feed, because } of silent) {
    if (await stands(tools, sourceSilent.id, provider.id, feed)) continue;
    const message = `${provider.id} (${feed}) ${because}.`;
    await raiseOwn(tools, sourceSilent, { connection: provider.id, key: feed, message, sampleId: feed });
  }
  const speaking = (provider.feeds ?? []).filter(({ name }) => silent.every(({ feed }) => feed !== name));
  await inTransaction(tools.db, async (db) => {
    const clearings = speaking.map(({ name }) => ({
      clears: name,
      because: 'it speaks again',
      at: tools.clock.now(),
    }));
    await clear({ ...tools, db }, { detection: sourceSilent.id, connection: provider.id }, clearings);
  });
  return silent;
}

function intervalOf({ settings }: FollowTools, { name, intervalMs }: EventFeed): number {
  const seconds = settings.watch.pollSeconds[name];
  return seconds === undefined ? intervalMs : seconds * SECOND_MS;
}

async function stands(
  tools: FollowTools,
  detection: string,
  connection: string,
  key: string,
): Promise<boolean> {
  return (await unresolvedOf(tools.db, connection, [detection])).some((alert) => alert.key === key);
}

function minutes(ms: number): number {
  return Math.round(ms / MINUTE_MS);
}
