import { sql } from 'kysely';
import type { Db } from './open.ts';

/** A word that a sink did not take, after the last one that it did. */
export interface SinkTrouble {
  /** It will never take it, or did not for a day. */
  readonly dead: boolean;
  /** When it was to be sent. */
  readonly since: Date;
  readonly error: string;
}

/** The gravest and oldest of them; null: what was tried last was taken. */
export async function sinkTrouble(db: Db, sink: string): Promise<SinkTrouble | null> {
  const row = await db
    .selectFrom('sink_delivery')
    .select(['queued_at', 'dead_at', 'last_error'])
    .where('sink', '=', sink)
    .where('delivered_at', 'is', null)
    .where('skipped_at', 'is', null)
    .where('last_error', 'is not', null)
    .where('tried_at', '>', (eb) =>
      eb
        .selectFrom('sink_delivery as taken')
        .select(sql<string>`coalesce(max(taken.delivered_at), '')`.as('at'))
        .where('taken.sink', '=', sink),
    )
    .orderBy(sql`case when dead_at is null then 1 else 0 end`)
    .orderBy('queued_at')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { dead: row.dead_at !== null, since: new Date(row.queued_at), error: row.last_error ?? '' };
}
