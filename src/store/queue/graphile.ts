import { EventEmitter } from 'node:events';
import { Logger, run, runMigrations, type TaskList, type WorkerEvents } from 'graphile-worker';
import { sql } from 'kysely';
import type { Pool } from 'pg';
import type { Db } from '../open.ts';
import { watchWorkers } from './dead-workers.ts';
import {
  ABORT_AFTER_MS,
  DEFAULT_ATTEMPTS,
  type DeadJob,
  type JobCounts,
  type NewJob,
  type Queue,
  type Runner,
  type Tasks,
} from './queue.ts';
import { addOnceWith } from './slots.ts';

/** Graphile Worker speaks a lot; what matters reaches us as errors of jobs. */
const quiet = new Logger(() => () => undefined);

/** The queue on PostgreSQL: Graphile Worker, its add_job called inside our transaction. */
export function createGraphileQueue(pool: Pool): Queue & { readonly prepare: () => Promise<void> } {
  return {
    prepare: async () => await runMigrations({ pgPool: pool, logger: quiet }),
    add,
    addAll,
    wake,
    addOnce: async (db, job) => await addOnceWith(add, db, job),
    counts,
    dead,
    start: async (db, tasks, { concurrency }) => await start(pool, db, tasks, concurrency),
  };
}

async function counts(db: Db): Promise<JobCounts> {
  const { rows } = await sql<{ ready: number; running: number; failed: number }>`select
    count(*) filter (where locked_at is null and attempts < max_attempts)::int as ready,
    count(*) filter (where locked_at is not null)::int as running,
    count(*) filter (where locked_at is null and attempts >= max_attempts)::int as failed
    from graphile_worker.jobs`.execute(db);
  return rows[0] ?? { ready: 0, running: 0, failed: 0 };
}

async function dead(db: Db): Promise<readonly DeadJob[]> {
  const { rows } = await sql<DeadJob>`select task_identifier as task, coalesce(key, '') as key, attempts,
    last_error as "lastError" from graphile_worker.jobs
    where locked_at is null and attempts >= max_attempts`.execute(db);
  return rows;
}

async function start(pool: Pool, db: Db, tasks: Tasks, concurrency: number): Promise<Runner> {
  const workers = new Set<string>();
  const events: WorkerEvents = new EventEmitter();
  events.on('worker:create', ({ worker }) => void workers.add(worker.workerId));
  const runner = await run({
    pgPool: pool,
    taskList: taskListOf(tasks),
    concurrency,
    pollInterval: 1000,
    noHandleSignals: true,
    gracefulShutdownAbortTimeout: ABORT_AFTER_MS,
    logger: quiet,
    events,
  });
  const watch = watchWorkers(db, workers);
  return {
    stop: async () => {
      await runner.stop();
      // stop() resolves when nothing new is taken; this one when what ran has been written back.
      await runner.promise;
      // A job that did not heed its signal is still locked.
      await watch.stop();
    },
  };
}

/** Tasks as Graphile Worker calls them. */
function taskListOf(tasks: Tasks): TaskList {
  return Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      async (
        payload: unknown,
        {
          job,
          abortSignal,
        }: { job: { key: string | null; attempts: number }; abortSignal?: AbortSignal | undefined },
      ) =>
        await task(payload, {
          key: job.key ?? '',
          attempt: job.attempts,
          signal: abortSignal ?? new AbortController().signal,
        }),
    ]),
  );
}

/** In a row a worker took the job right before us so often that something else is wrong. */
const ATTEMPTS = 10;

/**
 * job_key_mode replace: a waiting job of this key is changed; one that runs lets go of the key and a new one waits. Where
 * two add at once and a worker takes the first one's job before the second one's is written, add_job writes nothing and
 * answers with an empty row (its `on conflict … where locked_at is null`); the next time it sees that the job runs.
 */
async function add(db: Db, job: NewJob): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const { rows } = await sql<{ id: string | null }>`select id from graphile_worker.add_job(
      ${job.task}, ${JSON.stringify(job.payload ?? null)}::json,
      run_at => coalesce(${job.runAt?.toISOString() ?? null}::timestamptz, now()),
      max_attempts => ${job.maxAttempts ?? DEFAULT_ATTEMPTS}::int,
      job_key => ${job.key}, job_key_mode => 'replace')`.execute(db);
    if (rows[0]?.id != null) return;
  }
  throw new Error(`the job ${job.key} could not be added`);
}

/** One statement however many, which costs a small part of as many calls of `add`. */
async function addAll(db: Db, jobs: readonly NewJob[]): Promise<void> {
  const specs = jobs.map(({ task, key, payload, runAt, maxAttempts = DEFAULT_ATTEMPTS }) => ({
    task,
    key,
    payload: payload ?? null,
    run_at: runAt?.toISOString() ?? null,
    attempts: maxAttempts,
  }));
  const { rows } = await sql<{ key: string }>`select key from graphile_worker.add_jobs(array(
    select row(spec.task, spec.payload, null, spec.run_at, spec.attempts, spec.key, null, null)::graphile_worker.job_spec
    from json_to_recordset(${JSON.stringify(specs)}::json)
      as spec(task text, key text, payload json, run_at timestamptz, attempts integer)))`.execute(db);
  const added = new Set(rows.map(({ key }) => key));
  for (const job of jobs.filter(({ key }) => !added.has(key))) await add(db, job);
}

/** @see the function of the same name in migrations/0014-wake-job.ts */
async function wake(db: Db, { task, key, payload, maxAttempts }: NewJob): Promise<void> {
  await sql`select wake_job(${task}, ${JSON.stringify(payload ?? null)}::json,
    ${maxAttempts ?? DEFAULT_ATTEMPTS}::int, ${key})`.execute(db);
}
