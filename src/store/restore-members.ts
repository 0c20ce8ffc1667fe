import type { Insertable, Selectable, SelectQueryBuilder } from 'kysely';
import type { MembershipKey } from '../domain/grant.ts';
import type { RemovedMember, RestoreMember, RestoreStatus } from '../domain/restore.ts';
import type { Db } from './open.ts';
import type { Schema } from './schema.ts';
import type { RestoreMemberRow } from './schema-restore.ts';

/** Rows of one statement: below SQLite's limit on variables. */
const ROWS = 200;

/** All of them waiting, in the order of the list. */
export async function insertRestoreMembers(
  db: Db,
  restoreId: string,
  members: readonly RemovedMember[],
): Promise<void> {
  const rows = members.map((member, position) => memberRow(restoreId, member, position));
  for (let from = 0; from < rows.length; from += ROWS)
    await db
      .insertInto('restore_member')
      .values(rows.slice(from, from + ROWS))
      .execute();
}

/** Members that are not settled: those that were never tried first, then whoever has waited longest. */
export async function waitingMembers(
  db: Db,
  restoreId: string,
  limit: number,
): Promise<readonly RestoreMember[]> {
  const rows = await membersOf(db, restoreId)
    .where('status', '=', 'waiting')
    .orderBy((eb) => eb.fn.coalesce('tried_at', eb.val('')))
    .orderBy('position')
    .limit(limit)
    .execute();
  return rows.map(toMember);
}

/** In the order of the list; for people who read. */
export async function listRestoreMembers(
  db: Db,
  restoreId: string,
  { statuses, limit }: { readonly statuses: readonly RestoreStatus[]; readonly limit: number },
): Promise<readonly RestoreMember[]> {
  const rows = await membersOf(db, restoreId)
    .where('status', 'in', [...statuses])
    .orderBy('position')
    .limit(limit)
    .execute();
  return rows.map(toMember);
}

export async function countRestoreMembers(
  db: Db,
  restoreId: string,
): Promise<Readonly<Record<RestoreStatus, number>>> {
  const rows = await db
    .selectFrom('restore_member')
    .select((eb) => ['status', eb.fn.countAll().as('n')])
    .where('restore_id', '=', restoreId)
    .groupBy('status')
    .execute();
  const of = (status: RestoreStatus): number => Number(rows.find((row) => row.status === status)?.n ?? 0);
  return { waiting: of('waiting'), done: of('done'), skipped: of('skipped'), failed: of('failed') };
}

interface Place {
  readonly restoreId: string;
  readonly position: number;
}

/** Notes about a waiting member what was tried; false when it was settled meanwhile. */
export async function noteMember(
  db: Db,
  place: Place,
  { at, evidence, writtenAt }: { readonly at: Date; readonly evidence: string; readonly writtenAt?: Date },
): Promise<boolean> {
  const written = writtenAt === undefined ? {} : { written_at: writtenAt.toISOString() };
  return await change(db, place, { tried_at: at.toISOString(), evidence, ...written });
}

/** Settles a waiting member; false when it was settled before. */
export async function settleMember(
  db: Db,
  place: Place,
  { at, ...to }: { readonly status: RestoreStatus; readonly evidence: string; readonly at: Date },
): Promise<boolean> {
  return await change(db, place, { ...to, at: at.toISOString() });
}

async function change(
  db: Db,
  { restoreId, position }: Place,
  to: Partial<Selectable<RestoreMemberRow>>,
): Promise<boolean> {
  const moved = await db
    .updateTable('restore_member')
    .set(to)
    .where('restore_id', '=', restoreId)
    .where('position', '=', position)
    .where('status', '=', 'waiting')
    .returning('position')
    .executeTakeFirst();
  return moved !== undefined;
}

/** Memberships that a restore told the directory to add since a time, and when. */
export async function restoredSince(
  db: Db,
  connection: string,
  since: Date,
): Promise<readonly (MembershipKey & { readonly writtenAt: Date })[]> {
  const rows = await db
    .selectFrom('restore_member')
    .select(['group_id', 'account_id', 'written_at'])
    .where('connection', '=', connection)
    .where('written_at', '>=', since.toISOString())
    .execute();
  return rows.flatMap(({ group_id, account_id, written_at }) =>
    written_at === null
      ? []
      : [{ connection, groupId: group_id, accountId: account_id, writtenAt: new Date(written_at) }],
  );
}

function membersOf(
  db: Db,
  restoreId: string,
): SelectQueryBuilder<Schema, 'restore_member', Selectable<RestoreMemberRow>> {
  return db.selectFrom('restore_member').selectAll().where('restore_id', '=', restoreId);
}

function memberRow(id: string, member: RemovedMember, position: number): Insertable<RestoreMemberRow> {
  return {
    restore_id: id,
    position,
    connection: member.connection,
    group_id: member.groupId,
    group_name: member.groupName,
    account_id: member.accountId,
    login: member.login,
    removed_at: member.removedAt.toISOString(),
    status: 'waiting' satisfies RestoreStatus,
    evidence: null,
    written_at: null,
    tried_at: null,
    at: null,
  };
}

function toMember(row: Selectable<RestoreMemberRow>): RestoreMember {
  return {
    position: row.position,
    connection: row.connection,
    groupId: row.group_id,
    groupName: row.group_name,
    accountId: row.account_id,
    login: row.login,
    removedAt: new Date(row.removed_at),
    status: row.status as RestoreStatus,
    evidence: row.evidence,
    writtenAt: dateOf(row.written_at),
    triedAt: dateOf(row.tried_at),
    at: dateOf(row.at),
  };
}

function dateOf(iso: string | null): Date | null {
  return iso === null ? null : new Date(iso);
}
