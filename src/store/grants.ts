import type { Grant, GrantStatus, MembershipKey } from '../domain/grant.ts';
import { partialGrantRow, toGrant, toGrantRow } from './grant-rows.ts';
import { isLive, MANY, ofAccounts, ofMembership, selectGrants } from './grant-select.ts';
import { anyOf } from './json-rows.ts';
import type { Db } from './open.ts';

export async function insertGrant(db: Db, grant: Grant): Promise<void> {
  await db.insertInto('access_grant').values(toGrantRow(grant)).execute();
}

export async function findGrant(db: Db, id: string): Promise<Grant | null> {
  const row = await db.selectFrom('access_grant').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toGrant(row);
}

export async function grantOfApproval(db: Db, approvalId: string): Promise<Grant | null> {
  const row = await db
    .selectFrom('access_grant')
    .selectAll()
    .where('approval_id', '=', approvalId)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : toGrant(row);
}

/** Changes a grant from the state that the caller believes in, and moves its revision; null: it was late. */
export async function changeGrant(
  db: Db,
  { id, status, revision }: Pick<Grant, 'id' | 'status' | 'revision'>,
  change: Partial<Omit<Grant, 'id' | 'status' | 'revision'>>,
): Promise<Grant | null> {
  return await write(db, { id, status, revision }, change);
}

/** The same, into another status. */
export async function moveGrant(
  db: Db,
  from: Pick<Grant, 'id' | 'status' | 'revision'>,
  change: Partial<Omit<Grant, 'id' | 'revision'>> & { readonly status: GrantStatus; readonly since: Date },
): Promise<Grant | null> {
  return await write(db, from, change);
}

async function write(
  db: Db,
  from: Pick<Grant, 'id' | 'status' | 'revision'>,
  change: Partial<Grant>,
): Promise<Grant | null> {
  const row = await db
    .updateTable('access_grant')
    .set({ ...partialGrantRow(change), revision: from.revision + 1 })
    .where('id', '=', from.id)
    .where('status', '=', from.status)
    .where('revision', '=', from.revision)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : toGrant(row);
}

/** Every grant of one membership that is not over, oldest first. */
export async function liveGrantsOf(db: Db, key: MembershipKey): Promise<readonly Grant[]> {
  return await selectGrants(db, (eb) => eb.and([ofMembership(eb, key), isLive(eb)]));
}

/** The last grant of a membership that the directory was told to remove. */
export async function lastRemoved(db: Db, key: MembershipKey): Promise<Grant | null> {
  const row = await db
    .selectFrom('access_grant')
    .selectAll()
    .where((eb) => eb.and([ofMembership(eb, key), eb('removed_at', 'is not', null)]))
    .orderBy('removed_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : toGrant(row);
}

/** Every grant of these memberships, over or not, whose directory was told something since a time. */
export async function grantsWrittenSince(db: Db, connection: string, since: Date): Promise<readonly Grant[]> {
  const iso = since.toISOString();
  return await selectGrants(
    db,
    (eb) =>
      eb.and([
        eb('connection', '=', connection),
        eb.or([eb('written_at', '>=', iso), eb('removed_at', '>=', iso)]),
      ]),
    MANY,
  );
}

/** Of one person, by their accounts as `connection:accountId`. */
export async function liveGrantsOfAccounts(db: Db, accounts: readonly string[]): Promise<readonly Grant[]> {
  if (accounts.length === 0) return [];
  return await selectGrants(db, (eb) => eb.and([isLive(eb), ofAccounts(eb, accounts)]));
}

/** Those that were not over at a time, or are not yet, and brought the membership themselves: it was not there before them. */
export async function grantsThatBrought(
  db: Db,
  accounts: readonly string[],
  since: Date,
): Promise<readonly Grant[]> {
  if (accounts.length === 0) return [];
  const late = since.toISOString();
  return await selectGrants(db, (eb) =>
    eb.and([
      ofAccounts(eb, accounts),
      eb('held_before', '=', 0),
      eb.or([eb('ended_at', 'is', null), eb('ended_at', '>=', late)]),
    ]),
  );
}

/** Newest first; for lists that people read. */
export async function listGrants(
  db: Db,
  { statuses, limit }: { readonly statuses: readonly GrantStatus[]; readonly limit: number },
): Promise<readonly Grant[]> {
  const rows = await db
    .selectFrom('access_grant')
    .selectAll()
    .where('status', 'in', [...statuses])
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toGrant);
}

/** Memberships of these accounts that the directory was told to remove since a time because their planned end had come. */
export async function endsSince(
  db: Db,
  ask: { readonly connection: string; readonly accountIds: readonly string[]; readonly since: Date },
): Promise<readonly MembershipKey[]> {
  const rows = await db
    .selectFrom('access_grant')
    .select(['connection', 'group_id', 'account_id'])
    .where('connection', '=', ask.connection)
    .where('account_id', 'in', anyOf(db, ask.accountIds))
    .where('removed_at', '>=', ask.since.toISOString())
    .whereRef('removed_at', '>=', 'expires_at')
    .execute();
  return rows.map(({ connection, group_id, account_id }) => ({
    connection,
    groupId: group_id,
    accountId: account_id,
  }));
}

/** How many memberships the directory was told to add, or to remove, since a time. */
export async function countWrites(db: Db, which: 'written_at' | 'removed_at', since: Date): Promise<number> {
  let query = db
    .selectFrom('access_grant')
    .select((eb) => eb.fn.countAll().as('n'))
    .where(which, '>=', since.toISOString());
  if (which === 'removed_at')
    query = query.where((eb) =>
      eb.or([eb('expires_at', 'is', null), eb('removed_at', '<', eb.ref('expires_at'))]),
    );
  const { n } = await query.executeTakeFirstOrThrow();
  return Number(n);
}
