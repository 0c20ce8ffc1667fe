import { type RawBuilder, sql } from 'kysely';
import type { Db } from './open.ts';

export interface FeedCursor {
  readonly connection: string;
  readonly feed: string;
  readonly cursor: string;
  readonly readAt: Date;
  /** When the newest event happened that was told of. */
  readonly lastEventAt: Date | null;
  /** When events may have been missed last, and why. */
  readonly gapAt: Date | null;
  readonly gapBecause: string | null;
}

export async function findCursor(db: Db, connection: string, feed: string): Promise<FeedCursor | null> {
  const row = await db
    .selectFrom('feed_cursor')
    .selectAll()
    .where('connection', '=', connection)
    .where('feed', '=', feed)
    .executeTakeFirst();
  if (row === undefined) return null;
  const date = (text: string | null): Date | null => (text === null ? null : new Date(text));
  return {
    connection,
    feed,
    cursor: row.cursor,
    readAt: new Date(row.read_at),
    lastEventAt: date(row.last_event_at),
    gapAt: date(row.gap_at),
    gapBecause: row.gap_because,
  };
}

/** Since when a feed tells nothing new: after its newest event, or after the gap that hid what it told meanwhile. */
export function quietSince({ lastEventAt, gapAt }: FeedCursor): Date | null {
  if (lastEventAt === null || gapAt === null) return lastEventAt;
  return gapAt > lastEventAt ? gapAt : lastEventAt;
}

export interface CursorMove {
  readonly connection: string;
  readonly feed: string;
  /** Where this reader began; null = there was no cursor. */
  readonly from: string | null;
  readonly to: string;
  readonly at: Date;
  /** Of this page; one that is older than what is known, because it came late, changes nothing. */
  readonly lastEventAt: Date | null;
  readonly gap: string | null;
}

/** Moves a cursor from where the reader believes it to be; false when another reader was faster: then nothing of the page may be kept. */
export async function moveCursor(db: Db, move: CursorMove): Promise<boolean> {
  const at = move.at.toISOString();
  const seen = move.lastEventAt === null ? {} : { last_event_at: move.lastEventAt.toISOString() };
  const gap = move.gap === null ? {} : { gap_at: at, gap_because: move.gap };
  const change = { cursor: move.to, read_at: at, ...seen, ...gap };
  if (move.from === null) {
    const none = { last_event_at: null, gap_at: null, gap_because: null };
    const added = await db
      .insertInto('feed_cursor')
      .values({ connection: move.connection, feed: move.feed, ...none, ...change })
      .onConflict((oc) => oc.columns(['connection', 'feed']).doNothing())
      .returning('feed')
      .executeTakeFirst();
    return added !== undefined;
  }
  const moved = await db
    .updateTable('feed_cursor')
    .set({ ...change, ...(move.lastEventAt === null ? {} : { last_event_at: newer(move.lastEventAt, at) }) })
    .where('connection', '=', move.connection)
    .where('feed', '=', move.feed)
    .where('cursor', '=', move.from)
    .returning('feed')
    .executeTakeFirst();
  return moved !== undefined;
}

/** What is known is kept where it is newer, unless it lies ahead of the clock. */
function newer(event: Date, now: string): RawBuilder<string> {
  const last = event.toISOString();
  return sql`case when last_event_at > ${last} and last_event_at <= ${now} then last_event_at else ${last} end`;
}
