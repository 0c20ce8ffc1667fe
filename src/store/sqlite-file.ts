import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { OperatorError, reasonOf } from '../lib/operator-error.ts';

/** The path that a `file:` URL names, in a folder that is there. @throws OperatorError CONFIG_INVALID, DATABASE_UNAVAILABLE. */
export function pathOf(url: string): string {
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
    return path;
  } catch (error) {
    throw unavailable(error);
  }
}

/** @throws OperatorError DATABASE_UNAVAILABLE. */
export function openDatabase(path: string): Database.Database {
  try {
    const database = new Database(path);
    // Short, because it blocks the thread; transactions wait on their own (transaction.ts).
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

export function unavailable(error: unknown): OperatorError {
  if (error instanceof OperatorError) return error;
  return new OperatorError(
    'DATABASE_UNAVAILABLE',
    `the database cannot be opened: ${reasonOf(error)}`,
    'Check DATABASE_URL, and that its folder or server can be reached and written.',
    error,
  );
}
