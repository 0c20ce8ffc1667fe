import { sql } from 'kysely';
import type { Account } from '../domain/account.ts';
import type { Group } from '../domain/group.ts';
import { at, jsonRows, numberAt } from './json-rows.ts';
import { dropMembersOf, type Pass } from './mirror-memberships.ts';
import type { Db } from './open.ts';

export async function upsertAccounts(db: Db, pass: Pass, accounts: readonly Account[]): Promise<void> {
  if (accounts.length === 0) return;
  const rows = accounts.map((a) => [
    a.id,
    a.login,
    a.email,
    a.displayName,
    a.status,
    a.type,
    a.synced ? 1 : 0,
    a.createdAt?.toISOString() ?? null,
    lastSignInText(a.lastSignInAt),
  ]);
  await sql`insert into account (connection, id, login, email, display_name, status, type, synced, created_at, last_sign_in, generation)
    select ${pass.connection}, ${at(0)}, ${at(1)}, ${at(2)}, ${at(3)}, ${at(4)}, ${at(5)}, ${numberAt(6)}, ${at(7)}, ${at(8)}, ${sql.lit(pass.generation)}
    from ${jsonRows(db, lastOfEach(rows))} where true
    on conflict (connection, id) do update set login = excluded.login, email = excluded.email, display_name = excluded.display_name,
      status = excluded.status, type = excluded.type, synced = excluded.synced, created_at = excluded.created_at,
      last_sign_in = excluded.last_sign_in, generation = excluded.generation`.execute(db);
}

export async function upsertGroups(db: Db, pass: Pass, groups: readonly Group[]): Promise<void> {
  if (groups.length === 0) return;
  const rows = groups.map((g) => [g.id, g.name, g.source, g.roleAssignable ? 1 : 0]);
  await sql`insert into directory_group (connection, id, name, source, role_assignable, generation)
    select ${pass.connection}, ${at(0)}, ${at(1)}, ${at(2)}, ${numberAt(3)}, ${sql.lit(pass.generation)}
    from ${jsonRows(db, lastOfEach(rows))} where true
    on conflict (connection, id) do update set name = excluded.name, source = excluded.source,
      role_assignable = excluded.role_assignable, generation = excluded.generation`.execute(db);
}

/** PostgreSQL refuses to touch a row twice in one statement, and vendors repeat themselves: the last word counts. */
function lastOfEach(rows: readonly (readonly unknown[])[]): readonly (readonly unknown[])[] {
  return [...new Map(rows.map((row) => [row[0], row])).values()];
}

export async function dropAccounts(db: Db, connection: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db.deleteFrom('account').where('connection', '=', connection).where('id', 'in', ids).execute();
  await db
    .deleteFrom('membership')
    .where('connection', '=', connection)
    .where('account_id', 'in', ids)
    .execute();
}

export async function dropGroups(db: Db, connection: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db
    .deleteFrom('directory_group')
    .where('connection', '=', connection)
    .where('id', 'in', ids)
    .execute();
  await dropMembersOf(db, connection, ids);
}

function lastSignInText(value: Date | null | undefined): string | null {
  if (value === undefined) return null;
  return value === null ? 'never' : value.toISOString();
}
