import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';

/** One statement for the thread (sqlite-thread.ts), which answers each with one word, in turn. */
export interface ThreadAsk {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export type Said =
  | { readonly rows: unknown[]; readonly changes: number | bigint | null }
  /** What SQLite threw. */
  | { readonly message: string; readonly code: string | null };

/**
 * SQLite in a thread of its own: whoever has much to store goes on reading while a statement runs, which in the thread of
 * the event loop holds everything up. A statement costs a trip to the thread, so that many small ones are slower.
 */
export function threadedSqlite(path: string): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => threadDriver(path),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

function threadDriver(path: string): Driver {
  let thread: Thread | undefined;
  const run = async (connection: DatabaseConnection, text: string): Promise<void> =>
    void (await connection.executeQuery(CompiledQuery.raw(text)));
  const connection: DatabaseConnection = {
    executeQuery: async <R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> => {
      const said = await (thread ??= startThread(path)).ask({ sql, parameters });
      // What a row looks like, who asks knows.
      if ('rows' in said) return resultOf(said.rows as R[], said.changes);
      throw Object.assign(new Error(said.message), said.code === null ? {} : { code: said.code });
    },
    streamQuery: () => {
      throw new Error('nothing streams from SQLite here');
    },
  };
  return {
    init: async () => await Promise.resolve(),
    acquireConnection: async () => await Promise.resolve(connection),
    beginTransaction: async (connection) => await run(connection, 'begin'),
    commitTransaction: async (connection) => await run(connection, 'commit'),
    rollbackTransaction: async (connection) => await run(connection, 'rollback'),
    releaseConnection: async () => await Promise.resolve(),
    destroy: async () => await thread?.close(),
  };
}

function resultOf<R>(rows: R[], changes: number | bigint | null): QueryResult<R> {
  return changes === null ? { rows } : { rows, numAffectedRows: BigInt(changes) };
}

interface Thread {
  /** One at a time: Kysely gives SQLite's one connection to one user after the other. Throws when the thread is gone. */
  readonly ask: (ask: ThreadAsk) => Promise<Said>;
  readonly close: () => Promise<void>;
}

function startThread(path: string): Thread {
  const worker = new Worker(new URL('./sqlite-thread.ts', import.meta.url), { workerData: { path } });
  const ended = once(worker, 'exit');
  let gone: Error | undefined;
  let hear: (said: Said) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const goes = (error: Error): void => {
    gone ??= error;
    fail(gone);
  };
  worker.on('message', (said: Said) => hear(said));
  worker.on('error', goes);
  worker.on('exit', () => goes(new Error('the thread of the database has ended')));
  return {
    ask: async (ask) =>
      await new Promise<Said>((resolve, reject) => {
        if (gone !== undefined) return reject(gone);
        [hear, fail] = [resolve, reject];
        worker.postMessage(ask);
      }),
    close: async () => {
      worker.postMessage('close');
      await ended;
    },
  };
}
