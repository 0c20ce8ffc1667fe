import type Database from 'better-sqlite3';
import type { SqliteDatabase } from 'kysely';

/** More than there are queries; lists go into one parameter (json-rows.ts), so that their length makes no new statement. */
const MOST = 300;

/**
 * The database, as Kysely asks for statements: each text is prepared once and kept, the least used give way. Preparing
 * took a tenth of the time of an intake, and what a statement holds is freed only when the event loop turns. SQLite
 * prepares anew by itself where the tables changed.
 */
export function keptStatements(database: Database.Database): SqliteDatabase {
  const kept = new Map<string, Database.Statement<unknown[]>>();
  return {
    prepare: (text) => {
      const statement = kept.get(text) ?? database.prepare<unknown[]>(text);
      kept.delete(text);
      kept.set(text, statement);
      const [oldest] = kept.keys();
      if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
      return statement;
    },
    close: () => database.close(),
  };
}
