import { systemClock } from '../../lib/clock.ts';
import { newId } from '../../lib/id.ts';
import type { Db } from '../open.ts';
import type { JobRow } from '../schema.ts';
import { claimJob, failJob, finishJob, releaseJob, renewJob } from './claim.ts';
import {
  ABORT_AFTER_MS,
  DEFAULT_ATTEMPTS,
  type DeadJob,
  type JobCounts,
  type NewJob,
  type Queue,
  type Runner,
  STOP_PATIENCE_MS,
  type Tasks,
} from './queue.ts';
import { addOnceWith } from './slots.ts';

/** A job that another process added, or that is due later, is found within this time. */
const POLL_MS = 500;
const RENEW_MS = 10_000;

/** The queue of the embedded engine: one table, woken in process, polled for what others add. */
export function createEmbeddedQueue(): Queue {
  const wakers = new Set<Waker>();
  const add: Queue['add'] = async (db, job) => {
    await insertJob(db, job);
    for (const wake of wakers) wake(job.task);
  };
  return {
    add,
    addAll: async (db, jobs) => {
      for (const job of jobs) await add(db, job);
    },
    wake: add,
    addOnce: async (db, job) => await addOnceWith(add, db, job),
    counts,
    dead,
    start: async (db, tasks, { concurrency }) => {
      const workers = Array.from({ length: concurrency }, () => startWorker(db, tasks, wakers));
      return await Promise.resolve(stopper(workers));
    },
  };
}

async function insertJob(db: Db, job: NewJob): Promise<void> {
  const change = {
    task: job.task,
    payload: JSON.stringify(job.payload ?? null),
    run_at: (job.runAt ?? systemClock.now()).toISOString(),
  };
  await db
    .insertInto('job')
    .values({
      id: newId('job'),
      key: job.key,
      attempts: 0,
      max_attempts: job.maxAttempts ?? DEFAULT_ATTEMPTS,
      locked_by: null,
      locked_until: null,
      last_error: null,
      ...change,
    })
    .onConflict((oc) =>
      oc
        .column('key')
        .where('locked_by', 'is', null)
        .doUpdateSet({ ...change, attempts: 0 }),
    )
    .execute();
}

/** Told of each job that was added in this process. */
type Waker = (task: string) => void;

interface Worker {
  readonly stop: () => void;
  readonly abort: () => void;
  readonly giveBack: () => Promise<void>;
  readonly ended: Promise<void>;
}

function startWorker(db: Db, tasks: Tasks, wakers: Set<Waker>): Worker {
  const owner = newId('worker');
  const abort = new AbortController();
  let stopping = false;
  let current: JobRow | undefined;
  let wake: () => void = () => undefined;
  const rest = async (): Promise<void> =>
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, POLL_MS);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const names = Object.keys(tasks);
  const onWake: Waker = (task) => {
    if (names.includes(task)) wake();
  };
  wakers.add(onWake);
  const loop = async (): Promise<void> => {
    while (!stopping) {
      const job = await claimJob(db, owner, names).catch(() => undefined);
      if (job === undefined) {
        await rest();
        continue;
      }
      current = job;
      const renew = setInterval(() => void renewJob(db, job.id, owner).catch(() => undefined), RENEW_MS);
      try {
        const task = tasks[job.task];
        if (task === undefined) throw new Error(`there is no task ${job.task}`);
        await task(JSON.parse(job.payload), { key: job.key, attempt: job.attempts, signal: abort.signal });
        if (current === job) await finishJob(db, job.id, owner);
      } catch (error) {
        // A database that does not take that either: the lease runs out, and the job is taken again.
        if (current === job)
          await (abort.signal.aborted ? releaseJob(db, job) : failJob(db, job, error)).catch(() => undefined);
      } finally {
        clearInterval(renew);
        current = undefined;
      }
    }
    wakers.delete(onWake);
  };
  return {
    ended: loop(),
    stop: () => {
      stopping = true;
      wake();
    },
    abort: () => abort.abort(),
    giveBack: async () => {
      const job = current;
      // Whatever still runs of it writes nothing about it any more.
      current = undefined;
      if (job !== undefined) await releaseJob(db, job);
    },
  };
}

function stopper(workers: readonly Worker[]): Runner {
  return {
    stop: async () => {
      for (const worker of workers) worker.stop();
      const ended = Promise.all(workers.map(async (worker) => await worker.ended)).then(() => true);
      const impatience = setTimeout(() => {
        for (const worker of workers) worker.abort();
      }, ABORT_AFTER_MS);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<false>((resolve) => {
        timer = setTimeout(() => resolve(false), STOP_PATIENCE_MS);
      });
      const inTime = await Promise.race([ended, late]);
      clearTimeout(timer);
      clearTimeout(impatience);
      if (!inTime) await Promise.all(workers.map(async (worker) => await worker.giveBack()));
    },
  };
}

async function counts(db: Db): Promise<JobCounts> {
  const rows = await db.selectFrom('job').select(['attempts', 'max_attempts', 'locked_until']).execute();
  const now = systemClock.now().toISOString();
  const failed = rows.filter((row) => isDead(row, now)).length;
  const running = rows.filter((row) => !isDead(row, now) && (row.locked_until ?? '') > now).length;
  return { ready: rows.length - failed - running, running, failed };
}

async function dead(db: Db): Promise<DeadJob[]> {
  const rows = await db.selectFrom('job').selectAll().execute();
  const now = systemClock.now().toISOString();
  return rows
    .filter((row) => isDead(row, now))
    .map(({ task, key, attempts, last_error }) => ({ task, key, attempts, lastError: last_error }));
}

/** Also where a worker died in the last attempt, and nobody may take it again. */
function isDead(row: Pick<JobRow, 'attempts' | 'max_attempts' | 'locked_until'>, now: string): boolean {
  return row.attempts >= row.max_attempts && (row.locked_until === null || row.locked_until < now);
}
