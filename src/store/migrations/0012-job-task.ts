import { sql } from 'kysely';
import type { Db } from '../open.ts';

/** Workers look for jobs of their own tasks only, however many of others wait. */
export async function jobTask(db: Db): Promise<void> {
  await sql`create index job_task on job (task, run_at)`.execute(db);
  await sql`drop index job_run_at`.execute(db);
}
