import { SqliteAdapter, sql } from 'kysely';
import type { Db } from './open.ts';

/** Handles that already are inside a transaction: a second one joins the first. */
const inside = new WeakSet<Db>();

export function isSqlite(db: Db): boolean {
  return db.getExecutor().adapter instanceof SqliteAdapter;
}

/**
 * Runs `work` in one transaction; whatever it throws undoes all of it. The handle that `work` gets must be used for
 * every query in it: on SQLite there is one connection, and a query on the outer handle would wait for ever.
 * SQLite begins with the write lock, so that two processes never wait for one another half way.
 */
export async function inTransaction<T>(db: Db, work: (db: Db) => Promise<T>): Promise<T> {
  if (inside.has(db)) return await work(db);
  if (isSqlite(db)) return await db.connection().execute(async (db) => await immediate(db, work));
  return await db.transaction().execute(async (db) => {
    inside.add(db);
    return await work(db);
  });
}

async function immediate<T>(db: Db, work: (db: Db) => Promise<T>): Promise<T> {
  await begin(db);
  inside.add(db);
  try {
    const result = await work(db);
    await sql`commit`.execute(db);
    return result;
  } catch (error) {
    await sql`rollback`.execute(db);
    throw error;
  } finally {
    inside.delete(db);
  }
}

/**
 * Waits for the write lock without blocking the process: better-sqlite3 is synchronous, so while it waits inside SQLite,
 * another handle of this very process could never let go.
 */
async function begin(db: Db): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await sql`begin immediate`.execute(db);
      return;
    } catch (error) {
      if (attempt >= ATTEMPTS || !isBusy(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

const PAUSE_MS = 10;
/** With the engine's own short wait this adds up to more than ten seconds. */
const ATTEMPTS = 500;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';
}
