import { sql } from 'kysely';
import { MINUTE_MS } from '../lib/clock.ts';
import type { Db } from './open.ts';

/** A word that a sink did not take. */
export interface SinkTrouble {
  /** It will never take it, or did not for a day. */
  readonly dead: boolean;
  /** When it was to be sent, or the sink took the last word if that was later. */
  readonly since: Date;
  readonly error: string;
}

/** A refusal for good is trouble for so long, also where the next word was taken at once: or nobody would hear of it. */
const FRESH_MS = MINUTE_MS;

/** The gravest and oldest of them; null: what was tried last was taken. */
export async function sinkTrouble(db: Db, sink: string, now: Date): Promise<SinkTrouble | null> {
  const taken = await lastTaken(db, sink);
  const row = await db
    .selectFrom('sink_delivery')
    .select(['queued_at', 'dead_at', 'last_error'])
    .where('sink', '=', sink)
    .where('delivered_at', 'is', null)
    .where('skipped_at', 'is', null)
    .where('last_error', 'is not', null)
    .where((eb) =>
      eb.or([
        eb('tried_at', '>', taken),
        eb('dead_at', '>', new Date(now.getTime() - FRESH_MS).toISOString()),
      ]),
    )
    .orderBy(sql`case when dead_at is null then 1 else 0 end`)
    .orderBy('queued_at')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  const since = new Date(row.queued_at > taken ? row.queued_at : taken);
  return { dead: row.dead_at !== null, since, error: row.last_error ?? '' };
}

/** When the sink took a word last; '' = it never did. */
async function lastTaken(db: Db, sink: string): Promise<string> {
  const { at } = await db
    .selectFrom('sink_delivery')
    .select((eb) => eb.fn.max('delivered_at').as('at'))
    .where('sink', '=', sink)
    .executeTakeFirstOrThrow();
  return at ?? '';
}
