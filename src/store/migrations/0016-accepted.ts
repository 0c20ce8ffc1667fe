import { sql } from 'kysely';
import type { Db } from '../open.ts';

/** Whether an open finding was accepted in the last report: the next one says when it no longer is. */
export async function accepted(db: Db): Promise<void> {
  await sql`alter table open_finding add column accepted integer not null default 0`.execute(db);
}
