import { sql } from 'kysely';
import { SECOND_MS, systemClock } from '../../lib/clock.ts';
import { reasonOf } from '../../lib/operator-error.ts';
import type { Db } from '../open.ts';
import type { JobRow } from '../schema.ts';
import { inTransaction } from '../transaction.ts';

/** A worker that died gives its job back by doing nothing for so long. */
const LEASE_MS = 30 * SECOND_MS;
const LONGEST_BACK_OFF_MS = 15 * 60 * SECOND_MS;

function later(ms: number): string {
  return new Date(systemClock.now().getTime() + ms).toISOString();
}

/** Takes the job of these tasks that is due longest. The lock condition is repeated outside the sub-select: two workers may pick the same row, only one may have it. */
export async function claimJob(db: Db, owner: string, tasks: readonly string[]): Promise<JobRow | undefined> {
  const now = systemClock.now().toISOString();
  const free = sql<boolean>`(locked_by is null or locked_until < ${now})`;
  const row = await db
    .updateTable('job')
    .set((eb) => ({ locked_by: owner, locked_until: later(LEASE_MS), attempts: eb('attempts', '+', 1) }))
    .where('id', '=', (eb) =>
      eb
        .selectFrom('job')
        .select('id')
        .where('task', 'in', tasks)
        .where('run_at', '<=', now)
        .where(free)
        .whereRef('attempts', '<', 'max_attempts')
        .orderBy('run_at')
        .limit(1),
    )
    .where(free)
    .returningAll()
    .executeTakeFirst();
  return row;
}

export async function renewJob(db: Db, id: string, owner: string): Promise<void> {
  await db
    .updateTable('job')
    .set({ locked_until: later(LEASE_MS) })
    .where('id', '=', id)
    .where('locked_by', '=', owner)
    .execute();
}

export async function finishJob(db: Db, id: string, owner: string): Promise<void> {
  await db.deleteFrom('job').where('id', '=', id).where('locked_by', '=', owner).execute();
}

/** Gives a job back as if it had not been taken. */
export async function releaseJob(db: Db, job: JobRow): Promise<void> {
  await putBack(db, job, { attempts: job.attempts - 1, run_at: job.run_at, last_error: job.last_error });
}

/** Keeps the error on the row and tries again later: 2, 4, 8 … seconds, at most a quarter of an hour. */
export async function failJob(db: Db, job: JobRow, error: unknown): Promise<void> {
  const wait = Math.min(2 ** job.attempts * SECOND_MS, LONGEST_BACK_OFF_MS);
  await putBack(db, job, { attempts: job.attempts, run_at: later(wait), last_error: reasonOf(error) });
}

/** Unlocks a job that is still ours; one of the same key that was added meanwhile takes its place. */
async function putBack(
  db: Db,
  { id, key, locked_by }: JobRow,
  change: Pick<JobRow, 'attempts' | 'run_at' | 'last_error'>,
): Promise<void> {
  await inTransaction(db, async (db) => {
    const newer = await db
      .selectFrom('job')
      .select('id')
      .where('key', '=', key)
      .where('locked_by', 'is', null)
      .executeTakeFirst();
    if (newer !== undefined) {
      await db.deleteFrom('job').where('id', '=', id).where('locked_by', '=', locked_by).execute();
      return;
    }
    await db
      .updateTable('job')
      .set({ ...change, locked_by: null, locked_until: null })
      .where('id', '=', id)
      .where('locked_by', '=', locked_by)
      .execute();
  });
}
