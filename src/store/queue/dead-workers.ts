import { sql } from 'kysely';
import { MINUTE_MS, SECOND_MS, systemClock } from '../../lib/clock.ts';
import type { Db } from '../open.ts';

const AGAIN_MS = 20 * SECOND_MS;
/** A worker that has not been heard of for so long is dead. */
const ALIVE_MS = MINUTE_MS;

const nameOf = (worker: string): string => `worker:${worker}`;

/**
 * Graphile Worker leaves the jobs of a process that was killed locked for four hours. Here every worker says that it is
 * alive, and what a dead one holds goes back to the queue: at once when a process starts, and every few seconds.
 */
export function watchWorkers(
  db: Db,
  workers: ReadonlySet<string>,
): {
  /** Gives back what these workers still hold; call it when nothing of them runs any more. */
  readonly stop: () => Promise<void>;
} {
  let last = look(db, workers);
  const timer = setInterval(() => {
    last = last.then(async () => await look(db, workers));
  }, AGAIN_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await last;
      await unlock(db, [...workers]);
      await db
        .deleteFrom('lease')
        .where('name', 'in', [...workers].map(nameOf))
        .execute();
    },
  };
}

/** A database that does not answer says nothing of anybody; the next look does. */
async function look(db: Db, workers: ReadonlySet<string>): Promise<void> {
  try {
    const now = systemClock.now();
    await sayAlive(db, workers, now);
    await unlock(db, await deadWorkers(db, now));
  } catch {
    // Jobs that touch the database fail as well, and are loud about it.
  }
}

async function sayAlive(db: Db, workers: ReadonlySet<string>, now: Date): Promise<void> {
  const until = new Date(now.getTime() + ALIVE_MS).toISOString();
  const leases = [...workers].map((worker) => ({ name: nameOf(worker), owner: worker, until }));
  if (leases.length === 0) return;
  await db
    .insertInto('lease')
    .values(leases)
    .onConflict((oc) => oc.column('name').doUpdateSet({ until }))
    .execute();
}

/** Who holds a job for longer than a worker may be silent, and has not said that it is alive. */
async function deadWorkers(db: Db, now: Date): Promise<readonly string[]> {
  const { rows } = await sql<{ worker: string }>`select distinct locked_by as worker from graphile_worker.jobs
    where locked_at < ${new Date(now.getTime() - ALIVE_MS).toISOString()}::timestamptz
      and not exists (select 1 from lease where lease.name = 'worker:' || locked_by and lease.until > ${now.toISOString()})`.execute(
    db,
  );
  return rows.map(({ worker }) => worker);
}

async function unlock(db: Db, workers: readonly string[]): Promise<void> {
  if (workers.length === 0) return;
  await sql`select graphile_worker.force_unlock_workers(${[...workers]}::text[])`.execute(db);
}
