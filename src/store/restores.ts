import type { Insertable, Selectable } from 'kysely';
import type { Principal } from '../domain/principal.ts';
import type { RemovedMember, Restore } from '../domain/restore.ts';
import type { Db } from './open.ts';
import { insertRestoreMembers } from './restore-members.ts';
import type { RestoreRow } from './schema-restore.ts';

/** Writes a restore down together with its members, all of them waiting. */
export async function insertRestore(
  db: Db,
  restore: Restore,
  members: readonly RemovedMember[],
): Promise<void> {
  await db.insertInto('restore').values(toRow(restore)).execute();
  await insertRestoreMembers(db, restore.id, members);
}

export async function findRestore(db: Db, id: string): Promise<Restore | null> {
  const row = await db.selectFrom('restore').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toRestore(row);
}

export async function restoreOfApproval(db: Db, approvalId: string): Promise<Restore | null> {
  const row = await db
    .selectFrom('restore')
    .selectAll()
    .where('approval_id', '=', approvalId)
    .executeTakeFirst();
  return row === undefined ? null : toRestore(row);
}

/** The one of an alert that is being carried out; null = none is. */
export async function runningRestoreOf(db: Db, alertId: string): Promise<Restore | null> {
  const row = await db
    .selectFrom('restore')
    .selectAll()
    .where('alert_id', '=', alertId)
    .where('status', '=', 'running')
    .executeTakeFirst();
  return row === undefined ? null : toRestore(row);
}

/** Those that run and that nobody has worked on since a time. */
export async function stalledRestores(db: Db, before: Date): Promise<readonly Restore[]> {
  const rows = await db
    .selectFrom('restore')
    .selectAll()
    .where('status', '=', 'running')
    .where('touched_at', '<', before.toISOString())
    .orderBy('id')
    .execute();
  return rows.map(toRestore);
}

/** Says that somebody works on it, and what holds it up. */
export async function touchRestore(
  db: Db,
  id: string,
  { at, waits }: { readonly at: Date; readonly waits: string | null },
): Promise<void> {
  await db
    .updateTable('restore')
    .set({ touched_at: at.toISOString(), waits })
    .where('id', '=', id)
    .where('status', '=', 'running')
    .execute();
}

/** From running; false when somebody else ended it. */
export async function endRestore(
  db: Db,
  id: string,
  { status, at }: { readonly status: 'done' | 'incomplete'; readonly at: Date },
): Promise<boolean> {
  const moved = await db
    .updateTable('restore')
    .set({ status, ended_at: at.toISOString(), waits: null })
    .where('id', '=', id)
    .where('status', '=', 'running')
    .returning('id')
    .executeTakeFirst();
  return moved !== undefined;
}

function toRow(restore: Restore): Insertable<RestoreRow> {
  return {
    id: restore.id,
    status: restore.status,
    approval_id: restore.approvalId,
    alert_id: restore.alertId,
    connection: restore.connection,
    requested_by: JSON.stringify(restore.requestedBy),
    passes: JSON.stringify(restore.passes),
    started_at: restore.startedAt.toISOString(),
    touched_at: restore.startedAt.toISOString(),
    ended_at: restore.endedAt?.toISOString() ?? null,
    waits: restore.waits,
  };
}

/** The JSON columns are written by toRow only. */
function toRestore(row: Selectable<RestoreRow>): Restore {
  return {
    id: row.id,
    status: row.status as Restore['status'],
    approvalId: row.approval_id,
    alertId: row.alert_id,
    connection: row.connection,
    requestedBy: JSON.parse(row.requested_by) as Principal,
    passes: JSON.parse(row.passes) as string[],
    startedAt: new Date(row.started_at),
    endedAt: row.ended_at === null ? null : new Date(row.ended_at),
    waits: row.waits,
  };
}
