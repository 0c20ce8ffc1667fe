import Database from 'better-sqlite3';
import { openStore } from '../src/store/open.ts';

/** What a bare loop keeps of one page. */
export interface BarePage {
  readonly accounts?: readonly {
    readonly id: string;
    readonly login: string;
    readonly email: string | null;
    readonly name: string;
    readonly status: string;
    readonly type: string;
    readonly created: string | null;
    readonly lastLogin: string | null;
  }[];
  readonly groups?: readonly { readonly id: string; readonly name: string; readonly source: string }[];
  readonly memberships?: readonly { readonly group: string; readonly account: string }[];
}

export interface Keep {
  readonly page: (page: BarePage) => void;
  readonly close: () => void;
}

/** The same tables with the same indexes and the same care for power cuts, one prepared statement for each table, one transaction a page. */
export async function createBareStore(path: string, connection: string): Promise<Keep> {
  const store = await openStore(`file:${path}`);
  await store.migrate();
  await store.close();
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('cache_size = -16000');
  db.pragma('wal_autocheckpoint = 4000');
  const account = db.prepare(
    `insert or replace into account (connection, id, login, email, display_name, status, type, synced, created_at, last_sign_in, generation)
     values (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, 1)`,
  );
  const group = db.prepare(
    'insert or replace into directory_group (connection, id, name, source, role_assignable, generation) values (?, ?, ?, ?, 0, 1)',
  );
  const membership = db.prepare(
    'insert or replace into membership (connection, group_id, account_id, generation, first_generation) values (?, ?, ?, 1, 1)',
  );
  const page = db.transaction(({ accounts = [], groups = [], memberships = [] }: BarePage) => {
    for (const a of accounts)
      account.run(connection, a.id, a.login, a.email, a.name, a.status, a.type, a.created, a.lastLogin);
    for (const g of groups) group.run(connection, g.id, g.name, g.source);
    for (const m of memberships) membership.run(connection, m.group, m.account);
  });
  return { page, close: () => db.close() };
}
