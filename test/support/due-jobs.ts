import { sql } from 'kysely';
import type { Store } from '../../src/store/open.ts';

export interface DueJob {
  readonly task: string;
  readonly key: string;
  readonly payload: unknown;
}

/**
 * Takes the job out of the queue that is due longest at a time of the test's own clock; the queues themselves go by the
 * machine's. null = nothing is due.
 */
export async function takeDueJob(
  { db, engine }: Pick<Store, 'db' | 'engine'>,
  now: Date,
  tasks: readonly string[],
): Promise<DueJob | null> {
  const names = sql.join(tasks);
  const at = now.toISOString();
  if (engine === 'sqlite') {
    const { rows } = await sql<{
      task: string;
      key: string;
      payload: string;
    }>`delete from job where id = (select id
      from job where run_at <= ${at} and task in (${names}) order by run_at, key limit 1)
      returning task, key, payload`.execute(db);
    const [row] = rows;
    return row === undefined ? null : { ...row, payload: JSON.parse(row.payload) as unknown };
  }
  const { rows } = await sql<{
    task: string;
    key: string;
    payload: unknown;
  }>`delete from graphile_worker._private_jobs
    where id = (select j.id from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      where j.run_at <= ${at}::timestamptz and t.identifier in (${names}) order by j.run_at, j.key limit 1)
    returning (select identifier from graphile_worker._private_tasks t where t.id = task_id) as task, key, payload`.execute(
    db,
  );
  const [row] = rows;
  return row ?? null;
}

/** When the next job of these tasks is due, in whole milliseconds; null = none waits. */
export async function nextDue(
  { db, engine }: Pick<Store, 'db' | 'engine'>,
  tasks: readonly string[],
): Promise<Date | null> {
  const names = sql.join(tasks);
  const query =
    engine === 'sqlite'
      ? sql<{ at: string | null }>`select min(run_at) as at from job where task in (${names})`
      : sql<{
          at: string | null;
        }>`select to_char((min(j.run_at) + interval '999 microseconds') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
          from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
          where t.identifier in (${names})`;
  const at = (await query.execute(db)).rows[0]?.at ?? null;
  return at === null ? null : new Date(at);
}
