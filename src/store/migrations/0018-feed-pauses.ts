import { sql } from 'kysely';
import type { Db } from '../open.ts';

/** The longest pause of a feed on each day: what is normal for it. */
export async function feedPauses(db: Db): Promise<void> {
  await sql`create table feed_pause (
    connection text not null, feed text not null, day text not null, ms bigint not null,
    primary key (connection, feed, day))`.execute(db);
}
