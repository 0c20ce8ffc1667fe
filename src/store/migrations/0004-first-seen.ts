import { sql } from 'kysely';
import type { Db } from '../open.ts';

/** In which pass a membership was first seen: a full pass can then say what the changes had missed. */
export async function firstSeen(db: Db): Promise<void> {
  await sql`alter table membership add column first_generation integer not null default 0`.execute(db);
}
