import { systemClock } from '../../lib/clock.ts';
import type { Db } from '../open.ts';
import { inTransaction } from '../transaction.ts';
import type { NewJob, Queue } from './queue.ts';

/** Adds a job unless its key was used before: the key is remembered with the job, in one transaction. */
export async function addOnceWith(add: Queue['add'], db: Db, job: NewJob): Promise<boolean> {
  return await inTransaction(db, async (db) => {
    const used = await db
      .insertInto('slot')
      .values({ key: job.key, at: systemClock.now().toISOString() })
      .onConflict((oc) => oc.column('key').doNothing())
      .returning('key')
      .executeTakeFirst();
    if (used === undefined) return false;
    await add(db, job);
    return true;
  });
}
