import { sql } from 'kysely';
import type { Account, JudgedAccount } from '../domain/account.ts';
import type { Group, GroupSource } from '../domain/group.ts';
import { othersFirst } from '../lib/others-first.ts';
import { type MemberMove, moveOf } from './mirror-memberships.ts';
import type { Db } from './open.ts';
import { pagesById } from './pages-by-id.ts';
import type { AccountRow, GroupRow } from './schema.ts';
import { inTransaction } from './transaction.ts';

type MirrorTable = 'account' | 'directory_group' | 'membership';

interface Pass {
  readonly connection: string;
  readonly stream: string;
  readonly generation: number;
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

/** Memberships, and those of them that the running full pass has not seen. */
export async function countMemberships(
  db: Db,
  { connection, generation }: Pass,
): Promise<{ total: number; unseen: number }> {
  await othersFirst();
  const row = await db
    .selectFrom('membership')
    .select((eb) => [
      eb.fn.countAll().as('total'),
      eb.fn.count(eb.case().when('generation', '<', generation).then(1).end()).as('unseen'),
    ])
    .where('connection', '=', connection)
    .executeTakeFirstOrThrow();
  return { total: Number(row.total), unseen: Number(row.unseen) };
}

/** Drops what a finished full pass did not see. */
export async function sweep(db: Db, { connection, stream, generation }: Pass): Promise<void> {
  await inTransaction(db, async (db) => {
    if (stream === 'accounts') return await dropOld(db, 'account', connection, generation);
    await dropOld(db, 'directory_group', connection, generation);
    await dropOld(db, 'membership', connection, generation);
  });
}

/**
 * Memberships that a finished pass did not see again (older than `generation`; a pass of changes only doubts, with
 * generation 0), dropped; who left which group. Of groups that are gone themselves nothing is told.
 */
export async function dropUnseenMembers(
  db: Db,
  { connection, generation }: Pass,
): Promise<readonly MemberMove[]> {
  await othersFirst();
  const { rows } = await sql<{ group_id: string; account_id: string }>`delete from membership
    where connection = ${connection} and generation < ${sql.lit(generation)} and exists
      (select 1 from directory_group where directory_group.connection = membership.connection
        and directory_group.id = membership.group_id and directory_group.generation >= ${sql.lit(generation)})
    returning group_id, account_id`.execute(db);
  return rows.map((row) => moveOf(row, 'removed'));
}

/** Memberships that this pass saw for the first time. */
export async function newMembers(db: Db, { connection, generation }: Pass): Promise<readonly MemberMove[]> {
  await othersFirst();
  const rows = await db
    .selectFrom('membership')
    .select(['group_id', 'account_id'])
    .where('connection', '=', connection)
    .where('first_generation', '=', generation)
    .execute();
  return rows.map((row) => moveOf(row, 'added'));
}

async function dropOld(db: Db, table: MirrorTable, connection: string, generation: number): Promise<void> {
  await othersFirst();
  await db
    .deleteFrom(table)
    .where('connection', '=', connection)
    .where('generation', '<', generation)
    .execute();
}

export async function countMirror(
  db: Db,
  connection: string,
): Promise<{ accounts: number; groups: number; memberships: number }> {
  const memberships = await count(db, 'membership', connection);
  return { ...(await countAccountsAndGroups(db, connection)), memberships };
}

/** Without the memberships, which in a large directory take long to count. */
export async function countAccountsAndGroups(
  db: Db,
  connection: string,
): Promise<{ accounts: number; groups: number }> {
  return {
    accounts: await countAccounts(db, connection),
    groups: await count(db, 'directory_group', connection),
  };
}

export async function countAccounts(db: Db, connection: string): Promise<number> {
  return await count(db, 'account', connection);
}

/** Active members: those whose second factors should be known. */
export async function countMembers(db: Db, connection: string): Promise<number> {
  const row = await db
    .selectFrom('account')
    .select((eb) => eb.fn.countAll().as('n'))
    .where('connection', '=', connection)
    .where('status', '=', 'active')
    .where('type', '=', 'member')
    .executeTakeFirstOrThrow();
  return Number(row.n);
}

async function count(db: Db, table: MirrorTable, connection: string, before?: number): Promise<number> {
  await othersFirst();
  let query = db
    .selectFrom(table)
    .select((eb) => eb.fn.countAll().as('n'))
    .where('connection', '=', connection);
  if (before !== undefined) query = query.where('generation', '<', before);
  return Number((await query.executeTakeFirstOrThrow()).n);
}

export async function listAccounts(db: Db, connection: string): Promise<JudgedAccount[]> {
  const pages = pagesById(
    async (after, limit) =>
      await db
        .selectFrom('account')
        .select(['id', 'login', 'status', 'type', 'synced', 'created_at'])
        .where('connection', '=', connection)
        .where('id', '>', after)
        .orderBy('id')
        .limit(limit)
        .execute(),
  );
  const accounts: JudgedAccount[] = [];
  for await (const rows of pages) for (const row of rows) accounts.push(toJudged(row));
  return accounts;
}

/** Every account of a connection, a page at a time. */
export async function* eachAccount(db: Db, connection: string): AsyncGenerator<Account> {
  const pages = pagesById(
    async (after, limit) =>
      await db
        .selectFrom('account')
        .selectAll()
        .where('connection', '=', connection)
        .where('id', '>', after)
        .orderBy('id')
        .limit(limit)
        .execute(),
  );
  for await (const rows of pages) for (const row of rows) yield toAccount(row);
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
    ...toJudged(row),
    email: row.email,
    displayName: row.display_name,
    lastSignInAt: lastSignIn(row.last_sign_in),
  };
}

function toJudged(
  row: Pick<AccountRow, 'id' | 'login' | 'status' | 'type' | 'synced' | 'created_at'>,
): JudgedAccount {
  return {
    id: row.id,
    login: row.login,
    // Both were written by upsertAccounts only.
    status: row.status as Account['status'],
    type: row.type as Account['type'],
    synced: row.synced === 1,
    createdAt: row.created_at === null ? null : new Date(row.created_at),
  };
}

function lastSignIn(text: string | null): Date | null | undefined {
  if (text === null) return undefined;
  return text === 'never' ? null : new Date(text);
}
