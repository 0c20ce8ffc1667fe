import { sql } from 'kysely';
import type { Db } from '../open.ts';

const statements: readonly string[] = [
  'alter table actor_question rename column alert_id to object',
  "alter table actor_question add column about text not null default 'alert'",
  'alter table actor_question add column words text',
  "create unique index actor_question_drift on actor_question (object) where about = 'drift'",
  'alter table drift add column unasked text',
];

/** The actor of a change is also asked about one that no alert is about: once for each drift. */
export async function questions(db: Db): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
