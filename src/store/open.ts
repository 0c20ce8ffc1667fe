/** The database: queries named after questions, on SQLite and PostgreSQL alike. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, PostgresDialect, SqliteDialect, sql } from 'kysely';
import pg from 'pg';
import { OperatorError, reasonOf } from '../lib/operator-error.ts';
import { keptStatements } from './kept-statements.ts';
import { migrate, pendingMigrations } from './migrate.ts';
import { preparedQueries } from './prepared-queries.ts';
import { createEmbeddedQueue } from './queue/embedded.ts';
import { createGraphileQueue } from './queue/graphile.ts';
import type { Queue } from './queue/queue.ts';
import type { Schema } from './schema.ts';

export type Db = Kysely<Schema>;

export interface Store {
  readonly db: Db;
  readonly engine: 'sqlite' | 'postgres';
  readonly queue: Queue;
  /** Brings the tables up to date; the names of the migrations that ran. */
  readonly migrate: () => Promise<readonly string[]>;
  readonly pending: () => Promise<readonly string[]>;
  /** Throws unless the database answers. */
  readonly ping: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** @param url `file:./data/lockstep.db`, `file::memory:` or `postgres://…`. Throws OperatorError DATABASE_UNAVAILABLE. */
export async function openStore(url: string): Promise<Store> {
  const store = /^postgres(ql)?:\/\//.test(url) ? openPostgres(url) : openSqlite(url);
  try {
    await store.ping();
    return store;
  } catch (error) {
    await store.close();
    throw unavailable(error);
  }
}

function openSqlite(url: string): Store {
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: keptStatements(openFile(url)) }) });
  return {
    db,
    engine: 'sqlite',
    queue: createEmbeddedQueue(),
    migrate: async () => await migrate(db),
    ...shared(db),
  };
}

function openFile(url: string): Database.Database {
  if (!url.startsWith('file:')) {
    throw new OperatorError(
      'CONFIG_INVALID',
      'DATABASE_URL is neither file: nor postgres:',
      'Set it to file:./data/lockstep.db.',
    );
  }
  const path = url.slice('file:'.length);
  try {
    if (path !== ':memory:') makeFolder(dirname(path));
    const database = new Database(path);
    // Short, because it blocks the process; transactions wait on their own (transaction.ts).
    database.pragma('busy_timeout = 50');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    // Megabytes of pages kept, and pages in the log before they go home: a sync touches the same index pages again and
    // again, and every trip that is saved is one write less.
    database.pragma('cache_size = -16000');
    database.pragma('wal_autocheckpoint = 4000');
    return database;
  } catch (error) {
    throw unavailable(error);
  }
}

/** Level by level: mkdirSync with `recursive` never returns where the system says ENOENT for a parent that is there, as /proc does. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process was quicker.
    if (!existsSync(path)) throw error;
  }
}

function openPostgres(url: string): Store {
  // Each lane of the queue listens on a connection of its own; a server allows a hundred unless told otherwise.
  const pool = new pg.Pool({ connectionString: url, max: 14 });
  // An idle connection that the server ends must not end the process; the next query gets a new one.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: preparedQueries(pool) }) });
  const queue = createGraphileQueue(pool);
  return {
    db,
    engine: 'postgres',
    queue,
    migrate: async () => {
      await queue.prepare();
      return await migrate(db);
    },
    ...shared(db),
  };
}

function shared(db: Db): Pick<Store, 'pending' | 'ping' | 'close'> {
  return {
    pending: async () => await pendingMigrations(db),
    ping: async () => void (await sql`select 1`.execute(db)),
    close: async () => await db.destroy(),
  };
}

function unavailable(error: unknown): OperatorError {
  if (error instanceof OperatorError) return error;
  return new OperatorError(
    'DATABASE_UNAVAILABLE',
    `the database cannot be opened: ${reasonOf(error)}`,
    'Check DATABASE_URL, and that its folder or server can be reached and written.',
    error,
  );
}
