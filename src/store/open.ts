/** The database: queries named after questions, on SQLite and PostgreSQL alike. */
import { Kysely, PostgresDialect, SqliteDialect, sql } from 'kysely';
import pg from 'pg';
import { keptStatements } from './kept-statements.ts';
import { migrate, pendingMigrations } from './migrate.ts';
import { preparedQueries } from './prepared-queries.ts';
import { createEmbeddedQueue } from './queue/embedded.ts';
import { createGraphileQueue } from './queue/graphile.ts';
import type { Queue } from './queue/queue.ts';
import type { Schema } from './schema.ts';
import { openDatabase, pathOf, unavailable } from './sqlite-file.ts';
import { threadedSqlite } from './threaded-sqlite.ts';

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

/**
 * @param url `file:./data/lockstep.db`, `file::memory:` or `postgres://…`.
 * @param apart SQLite works in a thread of its own (threaded-sqlite.ts); PostgreSQL always works apart.
 * @throws OperatorError CONFIG_INVALID, DATABASE_UNAVAILABLE.
 */
export async function openStore(url: string, { apart = false } = {}): Promise<Store> {
  const store = /^postgres(ql)?:\/\//.test(url) ? openPostgres(url) : openSqlite(url, apart);
  try {
    await store.ping();
    return store;
  } catch (error) {
    await store.close();
    throw unavailable(error);
  }
}

function openSqlite(url: string, apart: boolean): Store {
  const path = pathOf(url);
  const dialect = apart
    ? threadedSqlite(path)
    : new SqliteDialect({ database: keptStatements(openDatabase(path)) });
  const db = new Kysely<Schema>({ dialect });
  return {
    db,
    engine: 'sqlite',
    queue: createEmbeddedQueue(),
    migrate: async () => await migrate(db),
    ...shared(db),
  };
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
