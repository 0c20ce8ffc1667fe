import { sql } from 'kysely';
import type { Db } from '../open.ts';
import { isSqlite } from '../transaction.ts';

/**
 * Sees to it that a job of this key begins after the transaction, where many ask for the same one. One that waits already is
 * held, together with whoever else asks for it, until the transaction commits: no worker takes it before (Graphile Worker
 * skips what is locked), and nobody waits for anybody. Then the workers are told as add_job tells them. A job that a worker
 * has just taken stays locked although it is not found; the inner block lets go of it, for two who hold it so could not go on.
 * `clock_timestamp()`, for one that was added after this transaction began is due as well.
 */
export async function wakeJob(db: Db): Promise<void> {
  if (isSqlite(db)) return;
  await sql`create function wake_job(task text, payload json, attempts integer, job_key text)
    returns void language plpgsql as $$
    begin
      begin
        perform 1 from graphile_worker._private_jobs as job
          where job.key = job_key and job.locked_at is null and job.attempts = 0 and job.run_at <= clock_timestamp()
          for share;
        if not found then raise exception using errcode = 'LKW00'; end if;
        perform pg_notify('jobs:insert', '{"r":' || random()::text || ',"count":1}');
        return;
      exception when sqlstate 'LKW00' then null;
      end;
      for attempt in 1..10 loop
        -- It writes nothing where a worker takes the job of another one who adds just now: see add in queue/graphile.ts.
        perform 1 from graphile_worker.add_job(task, payload, run_at => now(), max_attempts => attempts,
          job_key => wake_job.job_key, job_key_mode => 'replace') as added where added.id is not null;
        if found then return; end if;
      end loop;
      raise exception 'the job % could not be added', job_key;
    end $$`.execute(db);
}
