import type { Db } from '../open.ts';
import { beforeCommit, isInTransaction } from '../transaction.ts';
import type { NewJob, Queue } from './queue.ts';

/**
 * Wakes a job that many writers share right before the transaction commits, once for each key: it is held no longer than
 * that, and whoever has to wait for it waits for the commit and for nothing before it.
 */
export async function addLast(queue: Queue, db: Db, job: Omit<NewJob, 'runAt'>): Promise<void> {
  if (!isInTransaction(db)) return await queue.wake(db, job);
  beforeCommit(db, `job:${job.key}`, async (db) => await queue.wake(db, job));
}
