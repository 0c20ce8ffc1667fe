import { createHash } from 'node:crypto';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';

/** More than there are queries; what comes after them is not kept, so that a server never holds more for each connection. */
const MOST = 300;

/**
 * The pool, as Kysely asks for connections: each text is prepared once on each connection, for reading and planning a query
 * takes the server as long as carrying it out.
 */
export function preparedQueries(pool: pg.Pool): PostgresPool {
  const names = new Map<string, string>();
  const nameOf = (text: string): string | undefined => {
    const known = names.get(text);
    if (known !== undefined || names.size >= MOST) return known;
    const name = createHash('sha256').update(text).digest('base64url');
    names.set(text, name);
    return name;
  };
  return {
    options: pool.options,
    connect: async () => prepared(await pool.connect(), nameOf),
    end: async () => await pool.end(),
  };
}

function prepared(client: pg.PoolClient, nameOf: (text: string) => string | undefined): PostgresPoolClient {
  let stale = false;
  const query = async (text: string, given: unknown[]): Promise<pg.QueryResult> => {
    const values = given.map(withoutNul);
    // Without values it is a select, or a command such as `commit`, which there is nothing to plan of.
    const name = values.length > 0 || text.startsWith('select ') ? nameOf(text) : undefined;
    try {
      return await client.query(name === undefined ? { text, values } : { name, text, values });
    } catch (error) {
      stale ||= isStale(error);
      throw error;
    }
  };
  return {
    // Its type has a second form, with a cursor: Kysely takes that one for streams only, and nothing here streams from PostgreSQL.
    query: query as unknown as PostgresPoolClient['query'],
    // Kysely gives a connection up when what it began there could not be undone.
    release: (giveUp?: boolean) => client.release(stale || giveUp === true),
  };
}

/** PostgreSQL has no text with a NUL, and a vendor's text may have one: what somebody typed to sign in. */
function withoutNul(value: unknown): unknown {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value;
}

/**
 * feature_not_supported: a table has another shape than when the query was prepared, as after an update.
 * invalid_sql_statement_name: the server forgot what was prepared, as after `discard all`. The next connection prepares it anew.
 */
const STALE: readonly string[] = ['0A000', '26000'];

function isStale(error: unknown): boolean {
  return error instanceof pg.DatabaseError && STALE.includes(error.code ?? '');
}
