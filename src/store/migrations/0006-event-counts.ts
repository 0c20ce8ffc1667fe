import { sql } from 'kysely';
import type { Db } from '../open.ts';
import { isSqlite } from '../transaction.ts';

const statements: readonly string[] = [
  `create index event_count
    on event (connection, name, at, outcome, group_id, actor_id, app_id, account_id)`,
  'drop index event_name',
];

/**
 * What events are counted by stands in the index, so that a storm is counted without a visit to each of its rows.
 * PostgreSQL visits the rows of new entries all the same, and limits how long an entry of an index may be.
 */
export async function eventCounts(db: Db): Promise<void> {
  if (!isSqlite(db)) return;
  for (const statement of statements) await sql.raw(statement).execute(db);
}
