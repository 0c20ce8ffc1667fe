import { sql } from 'kysely';
import type { Db } from '../open.ts';

/** A sink may hear the same word in the same round once more, for a reason that its id names. */
export async function toldAnew(db: Db): Promise<void> {
  await sql`drop index sink_delivery_turn`.execute(db);
  await sql`create index sink_delivery_turn on sink_delivery (alert_id, sink, turn)`.execute(db);
}
