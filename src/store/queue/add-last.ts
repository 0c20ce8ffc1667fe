import type { Db } from '../open.ts';
import { beforeCommit, isInTransaction } from '../transaction.ts';
import type { NewJob, Queue } from './queue.ts';

/**
 * Adds a job that many writers share right before the transaction commits, once for each key: whoever adds it next waits
 * for the commit and for nothing before it.
 */
export async function addLast(queue: Queue, db: Db, job: NewJob): Promise<void> {
  if (!isInTransaction(db)) return await queue.add(db, job);
  beforeCommit(db, `job:${job.key}`, async (db) => await queue.add(db, job));
}
