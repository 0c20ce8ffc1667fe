import { parentPort, workerData } from 'node:worker_threads';
import { keptStatements } from './kept-statements.ts';
import { openDatabase } from './sqlite-file.ts';
import type { Said, ThreadAsk } from './threaded-sqlite.ts';

/** The thread behind threaded-sqlite.ts: one database, one statement after the other. */
const port = parentPort;
if (port === null) throw new Error('this is a thread, and nothing to start by itself');
// Given by threadedSqlite only.
const { path } = workerData as { readonly path: string };
let open: ReturnType<typeof keptStatements> | undefined;

// Opened with the first question, which then hears why that was not possible.
const database = (): ReturnType<typeof keptStatements> => (open ??= keptStatements(openDatabase(path)));

function answerTo({ sql, parameters }: ThreadAsk): Said {
  try {
    const statement = database().prepare(sql);
    if (statement.reader) return { rows: statement.all(parameters), changes: null };
    const { changes } = statement.run(parameters);
    return { rows: [], changes };
  } catch (error) {
    const { message, code } = error as { readonly message: string; readonly code?: unknown };
    return { message, code: typeof code === 'string' ? code : null };
  }
}

port.on('message', (ask: ThreadAsk | 'close') => {
  if (ask !== 'close') return port.postMessage(answerTo(ask));
  open?.close();
  port.close();
});
