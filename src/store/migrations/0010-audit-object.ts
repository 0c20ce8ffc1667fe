import { sql } from 'kysely';
import type { Db } from '../open.ts';

/** What was done to one thing is found without reading the whole log. */
export async function auditObject(db: Db): Promise<void> {
  await sql`create index audit_entry_object on audit_entry (object, sequence)`.execute(db);
}
