import { type Selectable, sql, type Updateable } from 'kysely';
import type { Approval, ApprovalKind, ApprovalStatus, Decision, Stage } from '../domain/approval.ts';
import type { Principal } from '../domain/principal.ts';
import type { Db } from './open.ts';
import type { ApprovalRow, DecisionRow } from './schema.ts';
import { isSqlite } from './transaction.ts';

export async function insertApproval(db: Db, approval: Approval): Promise<void> {
  await db.insertInto('approval').values(toRow(approval)).execute();
}

export async function findApproval(db: Db, id: string): Promise<Approval | null> {
  const row = await db.selectFrom('approval').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toApproval(row);
}

/**
 * Takes a pending approval for the rest of the transaction: whoever decides on it next waits for this one and then reads
 * its decision. null = it is not pending, or there is none.
 */
export async function takePending(db: Db, id: string): Promise<Approval | null> {
  const pending = db.selectFrom('approval').selectAll().where('id', '=', id).where('status', '=', 'pending');
  // SQLite has one writer at a time, and this is it.
  const row = await (isSqlite(db) ? pending : pending.forUpdate()).executeTakeFirst();
  return row === undefined ? null : toApproval(row);
}

/** What may change about a pending approval; the rest of it never does. */
export type ApprovalChange = Partial<
  Pick<
    Approval,
    'status' | 'stage' | 'stageSince' | 'escalatedAt' | 'remindedAt' | 'endedAt' | 'because' | 'note'
  >
>;

/** Changes an approval that is pending, and moves its revision; null = it is not pending (any more). */
export async function moveApproval(db: Db, id: string, change: ApprovalChange): Promise<Approval | null> {
  const row = await db
    .updateTable('approval')
    .set({ ...changeRow(change), revision: sql<number>`revision + 1` })
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : toApproval(row);
}

/** Pending ones in the order of their ids, after one: a sweep walks through all of them. */
export async function listPending(
  db: Db,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<readonly Approval[]> {
  const rows = await db
    .selectFrom('approval')
    .selectAll()
    .where('status', '=', 'pending')
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toApproval);
}

/** Newest first; of one requester under any of their accounts, or of everybody. */
export async function listApprovals(
  db: Db,
  {
    statuses,
    requester = null,
    limit,
  }: {
    readonly statuses: readonly ApprovalStatus[];
    readonly requester?: Principal | null;
    readonly limit: number;
  },
): Promise<readonly Approval[]> {
  let query = db
    .selectFrom('approval')
    .selectAll()
    .where('status', 'in', [...statuses]);
  if (requester !== null) {
    query = query.where('requester_id', 'in', [requester.id, ...requester.accounts]);
  }
  const rows = await query.orderBy('created_at', 'desc').orderBy('id').limit(limit).execute();
  return rows.map(toApproval);
}

/** Throws when this person decided on it before. */
export async function insertDecision(db: Db, { by, ...decision }: Decision): Promise<void> {
  const row: DecisionRow = {
    approval_id: decision.approvalId,
    person: by.id,
    stage: decision.stage,
    by: JSON.stringify(by),
    slack_user_id: decision.slackUserId,
    verdict: decision.verdict,
    reason: decision.reason,
    hash: decision.hash,
    at: decision.at.toISOString(),
    evidence: decision.evidence,
    proof: decision.proof,
  };
  await db.insertInto('decision').values(row).execute();
}

/** In the order in which they were made. */
export async function listDecisions(db: Db, approvalId: string): Promise<readonly Decision[]> {
  const rows = await db
    .selectFrom('decision')
    .selectAll()
    .where('approval_id', '=', approvalId)
    .orderBy('at')
    .orderBy('stage')
    .orderBy('person')
    .execute();
  return rows.map(toDecision);
}

function changeRow(change: ApprovalChange): Updateable<ApprovalRow> {
  const entries = Object.entries(change).map(([field, value]) => [
    field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value instanceof Date ? value.toISOString() : value,
  ]);
  return Object.fromEntries(entries);
}

function toRow(approval: Approval): ApprovalRow {
  return {
    id: approval.id,
    kind: approval.kind,
    status: approval.status,
    revision: approval.revision,
    requester: JSON.stringify(approval.requester),
    requester_id: approval.requester.id,
    beneficiaries: JSON.stringify(approval.beneficiaries),
    content: JSON.stringify(approval.content),
    hash: approval.hash,
    stages: JSON.stringify(approval.stages),
    stage: approval.stage,
    stage_since: approval.stageSince.toISOString(),
    escalated_at: approval.escalatedAt?.toISOString() ?? null,
    reminded_at: approval.remindedAt?.toISOString() ?? null,
    step_up: approval.stepUp ? 1 : 0,
    created_at: approval.createdAt.toISOString(),
    expires_at: approval.expiresAt.toISOString(),
    ended_at: approval.endedAt?.toISOString() ?? null,
    because: approval.because,
    note: approval.note,
  };
}

/** The JSON columns are written by toRow only. */
function toApproval(row: Selectable<ApprovalRow>): Approval {
  return {
    id: row.id,
    kind: row.kind as ApprovalKind,
    status: row.status as ApprovalStatus,
    revision: row.revision,
    requester: JSON.parse(row.requester) as Principal,
    beneficiaries: JSON.parse(row.beneficiaries) as Principal[],
    content: JSON.parse(row.content) as Record<string, unknown>,
    hash: row.hash,
    stages: JSON.parse(row.stages) as Stage[],
    stage: row.stage,
    stageSince: new Date(row.stage_since),
    escalatedAt: dateOf(row.escalated_at),
    remindedAt: dateOf(row.reminded_at),
    stepUp: row.step_up === 1,
    createdAt: new Date(row.created_at),
    expiresAt: new Date(row.expires_at),
    endedAt: dateOf(row.ended_at),
    because: row.because,
    note: row.note,
  };
}

/** Written by insertDecision only. */
function toDecision(row: Selectable<DecisionRow>): Decision {
  return {
    approvalId: row.approval_id,
    stage: row.stage,
    by: JSON.parse(row.by) as Principal,
    slackUserId: row.slack_user_id,
    verdict: row.verdict as Decision['verdict'],
    reason: row.reason,
    hash: row.hash,
    at: new Date(row.at),
    evidence: row.evidence,
    proof: row.proof,
  };
}

function dateOf(iso: string | null): Date | null {
  return iso === null ? null : new Date(iso);
}
