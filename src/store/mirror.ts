import { sql } from 'kysely';
import type { Account } from '../domain/account.ts';
import type { Group, GroupSource } from '../domain/group.ts';
import { at, jsonRows, numberAt } from './json-rows.ts';
import type { Db } from './open.ts';
import type { AccountRow, GroupRow } from './schema.ts';
import { inTransaction } from './transaction.ts';

/** One page of directory truth (the shape of the provider contract). */
export interface Page {
  readonly accounts?: readonly Account[];
  readonly groups?: readonly Group[];
  readonly goneAccounts?: readonly string[];
  readonly goneGroups?: readonly string[];
  readonly memberships?: readonly {
    readonly groupId: string;
    readonly added: readonly string[];
    readonly removed: readonly string[];
  }[];
  readonly replaceMembersOf?: readonly string[];
  readonly resume: string;
  readonly checkpoint?: string;
}

export interface PageOf {
  readonly connection: string;
  readonly stream: string;
  readonly generation: number;
  readonly mode: 'full' | 'changes';
  readonly page: Page;
}

type MirrorTable = 'account' | 'directory_group' | 'membership';

interface Pass {
  readonly connection: string;
  readonly stream: string;
  readonly generation: number;
}

/** Stores one page and where to go on after it, together or not at all. */
export async function storePage(db: Db, { page, ...pass }: PageOf): Promise<void> {
  await inTransaction(db, async (db) => {
    await upsertAccounts(db, pass, page.accounts ?? []);
    await upsertGroups(db, pass, page.groups ?? []);
    await dropAccounts(db, pass.connection, page.goneAccounts ?? []);
    await dropGroups(db, pass.connection, page.goneGroups ?? []);
    await dropMembersOf(db, pass.connection, page.replaceMembersOf ?? []);
    await changeMembers(db, pass, page.memberships ?? []);
    await db
      .updateTable('sync_state')
      .set((eb) => ({ resume: page.resume, pages: eb('pages', '+', 1) }))
      .where('connection', '=', pass.connection)
      .where('stream', '=', pass.stream)
      .execute();
  });
}

async function upsertAccounts(db: Db, pass: Pass, accounts: readonly Account[]): Promise<void> {
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

async function upsertGroups(db: Db, pass: Pass, groups: readonly Group[]): Promise<void> {
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

async function changeMembers(db: Db, pass: Pass, changes: NonNullable<Page['memberships']>): Promise<void> {
  const removed = changes.flatMap(({ groupId, removed }) => removed.map((id) => [groupId, id]));
  const added = changes.flatMap(({ groupId, added }) => added.map((id) => [groupId, id]));
  if (removed.length > 0) {
    await sql`delete from membership where connection = ${pass.connection}
      and (group_id, account_id) in (select ${at(0)}, ${at(1)} from ${jsonRows(db, removed)})`.execute(db);
  }
  if (added.length === 0) return;
  await sql`insert into membership (connection, group_id, account_id, generation)
    select distinct ${pass.connection}, ${at(0)}, ${at(1)}, ${sql.lit(pass.generation)} from ${jsonRows(db, added)} where true
    on conflict (connection, group_id, account_id) do update set generation = excluded.generation`.execute(
    db,
  );
}

async function dropAccounts(db: Db, connection: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db.deleteFrom('account').where('connection', '=', connection).where('id', 'in', ids).execute();
  await db
    .deleteFrom('membership')
    .where('connection', '=', connection)
    .where('account_id', 'in', ids)
    .execute();
}

async function dropGroups(db: Db, connection: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db
    .deleteFrom('directory_group')
    .where('connection', '=', connection)
    .where('id', 'in', ids)
    .execute();
  await dropMembersOf(db, connection, ids);
}

async function dropMembersOf(db: Db, connection: string, groupIds: readonly string[]): Promise<void> {
  if (groupIds.length === 0) return;
  await db
    .deleteFrom('membership')
    .where('connection', '=', connection)
    .where('group_id', 'in', groupIds)
    .execute();
}

/** Rows that the running full pass has not seen (yet). */
export async function countUnseen(
  db: Db,
  { connection, generation }: Pass,
): Promise<{ accounts: number; groups: number }> {
  const [accounts, groups] = await Promise.all([
    count(db, 'account', connection, generation),
    count(db, 'directory_group', connection, generation),
  ]);
  return { accounts, groups };
}

/** Drops what a finished full pass did not see; how many rows went. */
export async function sweep(
  db: Db,
  { connection, stream, generation }: Pass,
): Promise<{ accounts: number; groups: number; memberships: number }> {
  return await inTransaction(db, async (db) => {
    if (stream === 'accounts')
      return { accounts: await dropOld(db, 'account', connection, generation), groups: 0, memberships: 0 };
    return {
      accounts: 0,
      groups: await dropOld(db, 'directory_group', connection, generation),
      memberships: await dropOld(db, 'membership', connection, generation),
    };
  });
}

async function dropOld(db: Db, table: MirrorTable, connection: string, generation: number): Promise<number> {
  const done = await db
    .deleteFrom(table)
    .where('connection', '=', connection)
    .where('generation', '<', generation)
    .executeTakeFirst();
  return Number(done.numDeletedRows);
}

export async function countMirror(
  db: Db,
  connection: string,
): Promise<{ accounts: number; groups: number; memberships: number }> {
  return {
    accounts: await count(db, 'account', connection),
    groups: await count(db, 'directory_group', connection),
    memberships: await count(db, 'membership', connection),
  };
}

async function count(db: Db, table: MirrorTable, connection: string, before?: number): Promise<number> {
  let query = db
    .selectFrom(table)
    .select((eb) => eb.fn.countAll().as('n'))
    .where('connection', '=', connection);
  if (before !== undefined) query = query.where('generation', '<', before);
  return Number((await query.executeTakeFirstOrThrow()).n);
}

export async function listAccounts(db: Db, connection: string): Promise<Account[]> {
  const rows = await db.selectFrom('account').selectAll().where('connection', '=', connection).execute();
  return rows.map(toAccount);
}

/** Accounts with exactly this login or address, whatever the case. */
export async function findAccounts(
  db: Db,
  { connection, text }: { connection: string; text: string },
): Promise<Account[]> {
  const rows = await db
    .selectFrom('account')
    .selectAll()
    .where('connection', '=', connection)
    .where(sql<boolean>`(lower(login) = ${text.toLowerCase()} or lower(email) = ${text.toLowerCase()})`)
    .execute();
  return rows.map(toAccount);
}

export async function listGroupsOf(db: Db, connection: string, accountId: string): Promise<Group[]> {
  const rows = await db
    .selectFrom('membership')
    .innerJoin('directory_group', (join) =>
      join
        .onRef('directory_group.connection', '=', 'membership.connection')
        .onRef('directory_group.id', '=', 'membership.group_id'),
    )
    .selectAll('directory_group')
    .where('membership.connection', '=', connection)
    .where('membership.account_id', '=', accountId)
    .orderBy('directory_group.name')
    .execute();
  return rows.map(toGroup);
}

export async function membersOf(db: Db, connection: string, groupId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('membership')
    .select('account_id')
    .where('connection', '=', connection)
    .where('group_id', '=', groupId)
    .execute();
  return rows.map(({ account_id }) => account_id);
}

function toGroup(row: GroupRow): Group {
  // Written by upsertGroups only.
  return {
    id: row.id,
    name: row.name,
    source: row.source as GroupSource,
    roleAssignable: row.role_assignable === 1,
  };
}

function toAccount(row: AccountRow): Account {
  return {
    id: row.id,
    login: row.login,
    email: row.email,
    displayName: row.display_name,
    // Both were written by upsertAccounts only.
    status: row.status as Account['status'],
    type: row.type as Account['type'],
    synced: row.synced === 1,
    createdAt: row.created_at === null ? null : new Date(row.created_at),
    lastSignInAt: lastSignIn(row.last_sign_in),
  };
}

function lastSignInText(value: Date | null | undefined): string | null {
  if (value === undefined) return null;
  return value === null ? 'never' : value.toISOString();
}

function lastSignIn(text: string | null): Date | null | undefined {
  if (text === null) return undefined;
  return text === 'never' ? null : new Date(text);
}
