import type { Db } from './open.ts';
import { inTransaction } from './transaction.ts';

export interface Roster {
  readonly admins: ReadonlySet<string>;
  /** Holders of the top role who may sign in, as far as the mirror knows, each person once. */
  readonly top: ReadonlySet<string>;
}

/** Who holds administrator roles, as just read; replaces what was known. */
export async function saveRoster(db: Db, connection: string, roster: Roster, at: Date): Promise<void> {
  await inTransaction(db, async (db) => {
    await db.deleteFrom('admin_roster').where('connection', '=', connection).execute();
    const rows = [...roster.admins].map((account_id) => ({
      connection,
      account_id,
      top: roster.top.has(account_id) ? 1 : 0,
      as_of: at.toISOString(),
    }));
    if (rows.length > 0) await db.insertInto('admin_roster').values(rows).execute();
  });
}

/** When the administrators were last read; null = never. */
export async function rosterReadAt(db: Db, connection: string): Promise<Date | null> {
  const row = await db
    .selectFrom('admin_roster')
    .select('as_of')
    .where('connection', '=', connection)
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : new Date(row.as_of);
}

/** Statuses in which nobody signs in. A locked account is back with one sign-in. */
const off: ReadonlySet<string> = new Set(['disabled', 'suspended', 'staged']);

/** null = it was never read (an empty roster is no answer: every directory has an administrator). */
export async function readRoster(db: Db, connection: string): Promise<Roster | null> {
  const rows = await db
    .selectFrom('admin_roster')
    .leftJoin('account', (join) =>
      join
        .onRef('account.connection', '=', 'admin_roster.connection')
        .onRef('account.id', '=', 'admin_roster.account_id'),
    )
    .select(['admin_roster.account_id', 'admin_roster.top', 'account.status'])
    .where('admin_roster.connection', '=', connection)
    .execute();
  if (rows.length === 0) return null;
  return {
    admins: new Set(rows.map(({ account_id }) => account_id)),
    top: new Set(
      rows
        .filter(({ top, status }) => top === 1 && !off.has(status ?? ''))
        .map(({ account_id }) => account_id),
    ),
  };
}
