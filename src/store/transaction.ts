import { SqliteAdapter, sql } from 'kysely';
import type { Db } from './open.ts';

/** Handles that already are inside a transaction: a second one joins the first. */
const inside = new WeakSet<Db>();

type Ending = (db: Db) => Promise<void>;
/** What a transaction does last, by its handle and what it is about. */
const endings = new WeakMap<Db, Map<string, Ending>>();
/** What every writer waits for, in the one order in which it is taken. */
const LAST = 'audit';

/**
 * Runs right before the transaction of this handle commits, once for each thing that it is about and `audit` after
 * everything else: what others wait for is then held as shortly as can be.
 */
export function beforeCommit(db: Db, about: string, ending: Ending): void {
  const known = endings.get(db) ?? new Map<string, Ending>();
  endings.set(db, known);
  if (!known.has(about)) known.set(about, ending);
}

export function isInTransaction(db: Db): boolean {
  return inside.has(db);
}

async function workWithEndings<T>(db: Db, work: (db: Db) => Promise<T>): Promise<T> {
  inside.add(db);
  try {
    const result = await work(db);
    await end(db);
    return result;
  } finally {
    inside.delete(db);
    endings.delete(db);
  }
}

/** An ending may ask for another one, and have something to append. */
async function end(db: Db): Promise<void> {
  const due: Map<string, Ending> = endings.get(db) ?? new Map();
  while (due.size > 0) {
    const about = [...due.keys()].find((each) => each !== LAST) ?? LAST;
    const ending = due.get(about);
    due.delete(about);
    await ending?.(db);
  }
}

export function isSqlite(db: Db): boolean {
  return db.getExecutor().adapter instanceof SqliteAdapter;
}

/**
 * Runs `work` in one transaction; whatever it throws undoes all of it. The handle that `work` gets must be used for
 * every query in it: on SQLite there is one connection, and a query on the outer handle would wait for ever.
 * SQLite begins with the write lock, so that two processes never wait for one another half way. On PostgreSQL what was
 * waited for is then seen, whatever isolation the server gives by default: guarded writes are made for that.
 */
export async function inTransaction<T>(db: Db, work: (db: Db) => Promise<T>): Promise<T> {
  if (inside.has(db)) return await work(db);
  if (isSqlite(db)) return await db.connection().execute(async (db) => await immediate(db, work));
  const transaction = db.transaction().setIsolationLevel('read committed');
  return await transaction.execute(async (db) => await workWithEndings(db, work));
}

async function immediate<T>(db: Db, work: (db: Db) => Promise<T>): Promise<T> {
  await begin(db);
  try {
    const result = await workWithEndings(db, work);
    await sql`commit`.execute(db);
    return result;
  } catch (error) {
    await sql`rollback`.execute(db);
    throw error;
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
