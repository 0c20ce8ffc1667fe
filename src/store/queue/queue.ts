import type { Db } from '../open.ts';

/** One piece of later work. It may run twice, so it must be safe to repeat. */
export interface NewJob {
  readonly task: string;
  /** While a job of this key waits, adding it again changes it instead of adding another. */
  readonly key: string;
  /** JSON. */
  readonly payload: unknown;
  readonly runAt?: Date;
  readonly maxAttempts?: number;
}

export interface JobContext {
  readonly key: string;
  readonly attempt: number;
  /** Aborted when the process stops and waited for a moment; a job that then throws is given back. */
  readonly signal: AbortSignal;
}

export type Tasks = Readonly<Record<string, (payload: unknown, context: JobContext) => Promise<void>>>;

export interface DeadJob {
  readonly task: string;
  readonly key: string;
  readonly attempts: number;
  readonly lastError: string | null;
}

export interface JobCounts {
  readonly ready: number;
  readonly running: number;
  /** Jobs that used up their attempts. */
  readonly failed: number;
}

/** The contract of both queues; one suite (test/store/queue.test.ts) runs on both. */
export interface Queue {
  /** Adds a job with whatever else the handle's transaction writes. */
  readonly add: (db: Db, job: NewJob) => Promise<void>;
  /** Adds many at once, each of another key. */
  readonly addAll: (db: Db, jobs: readonly NewJob[]) => Promise<void>;
  /** Sees to it that a job of this key begins after the handle's transaction, where many ask for the same one. */
  readonly wake: (db: Db, job: Omit<NewJob, 'runAt'>) => Promise<void>;
  /** Adds a job unless one of this key was ever added so; whether it was added. */
  readonly addOnce: (db: Db, job: NewJob) => Promise<boolean>;
  /** Runs the jobs of these tasks; started several times, for tasks of which each has its own workers. */
  readonly start: (db: Db, tasks: Tasks, options: { readonly concurrency: number }) => Promise<Runner>;
  readonly counts: (db: Db) => Promise<JobCounts>;
  readonly dead: (db: Db) => Promise<readonly DeadJob[]>;
}

export interface Runner {
  /** Takes nothing new, waits up to ten seconds for what runs, after three of them aborts it, gives back the rest. */
  readonly stop: () => Promise<void>;
}

export const DEFAULT_ATTEMPTS = 8;
/** How long `stop` waits before it aborts what runs: what is short is finished, what is long goes on in the next process. */
export const ABORT_AFTER_MS = 3000;
/** How long `stop` waits for running jobs. */
export const STOP_PATIENCE_MS = 10_000;
