import type { Selectable } from 'kysely';
import type { Decision } from '../domain/approval.ts';
import type { Principal } from '../domain/principal.ts';
import type { ProofDetail, ProofKind, ProofStatus, StepUp } from '../domain/step-up.ts';
import type { Db } from './open.ts';
import type { StepUpRow } from './schema-step-up.ts';

/** `linkHash`: of the link by which a sign-in is opened; null where there is none. */
export async function insertStepUp(
  db: Db,
  { by, detail, ...stepUp }: StepUp,
  linkHash: string | null,
): Promise<void> {
  const row: StepUpRow = {
    id: stepUp.id,
    approval_id: stepUp.approvalId,
    person: by.id,
    by: JSON.stringify(by),
    slack_user_id: stepUp.slackUserId,
    verdict: stepUp.verdict,
    reason: stepUp.reason,
    hash: stepUp.hash,
    kind: stepUp.kind,
    connection: stepUp.connection,
    account_id: stepUp.accountId,
    status: stepUp.status,
    created_at: stepUp.createdAt.toISOString(),
    expires_at: stepUp.expiresAt.toISOString(),
    detail: JSON.stringify(detail),
    link_hash: linkHash,
    state_hash: null,
    nonce_hash: null,
  };
  await db.insertInto('step_up').values(row).execute();
}

export async function findStepUp(db: Db, id: string): Promise<StepUp | null> {
  const row = await db.selectFrom('step_up').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toStepUp(row);
}

/** What one person was asked for and has not brought, for one approval. */
export async function listWaitingProofs(
  db: Db,
  { approvalId, person }: { readonly approvalId: string; readonly person: string },
): Promise<readonly StepUp[]> {
  const rows = await db
    .selectFrom('step_up')
    .selectAll()
    .where('approval_id', '=', approvalId)
    .where('person', '=', person)
    .where('status', '=', 'waiting')
    .orderBy('created_at')
    .execute();
  return rows.map(toStepUp);
}

/** The sign-in behind a link, while it waits; null = there is none, or its time is over. */
export async function findByLink(db: Db, linkHash: string, now: Date): Promise<StepUp | null> {
  const row = await db
    .selectFrom('step_up')
    .selectAll()
    .where('link_hash', '=', linkHash)
    .where('status', '=', 'waiting')
    .where('expires_at', '>', now.toISOString())
    .executeTakeFirst();
  return row === undefined ? null : toStepUp(row);
}

/** Notes what a browser was sent away with; whoever opens the link next makes it void. False = it does not wait any more. */
export async function noteSignIn(
  db: Db,
  id: string,
  { state, nonce }: { readonly state: string; readonly nonce: string },
): Promise<boolean> {
  const row = await db
    .updateTable('step_up')
    .set({ state_hash: state, nonce_hash: nonce })
    .where('id', '=', id)
    .where('status', '=', 'waiting')
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** The sign-in that a browser comes back for. */
export async function findByState(
  db: Db,
  stateHash: string,
): Promise<{ readonly stepUp: StepUp; readonly nonceHash: string } | null> {
  const row = await db
    .selectFrom('step_up')
    .selectAll()
    .where('state_hash', '=', stateHash)
    .executeTakeFirst();
  return row === undefined || row.nonce_hash === null
    ? null
    : { stepUp: toStepUp(row), nonceHash: row.nonce_hash };
}

/** Moves a proof that is in `from`, and adds to what is known of it; null = it is not (any more). */
export async function moveStepUp(
  db: Db,
  { id, detail }: Pick<StepUp, 'id' | 'detail'>,
  { from, to, adds }: { readonly from: ProofStatus; readonly to: ProofStatus; readonly adds?: ProofDetail },
): Promise<StepUp | null> {
  const row = await db
    .updateTable('step_up')
    .set({ status: to, detail: JSON.stringify({ ...detail, ...adds }) })
    .where('id', '=', id)
    .where('status', '=', from)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : toStepUp(row);
}

/** The decision that a proof may serve for: of this person, on this content, in just this sense. */
export interface Proven {
  readonly proof: string;
  readonly approvalId: string;
  readonly by: Principal;
  readonly slackUserId: string;
  readonly verdict: Decision['verdict'];
  readonly hash: string;
}

/**
 * Uses up a proof, if it is proved, its time is not over, and it is for just this decision; null = it is not. Of two who
 * use the same one at once, one gets it.
 */
export async function useProof(db: Db, decision: Proven, now: Date): Promise<StepUp | null> {
  const row = await db
    .updateTable('step_up')
    .set({ status: 'used' })
    .where('id', '=', decision.proof)
    .where('status', '=', 'proved')
    .where('expires_at', '>', now.toISOString())
    .where('approval_id', '=', decision.approvalId)
    .where('person', '=', decision.by.id)
    .where('slack_user_id', '=', decision.slackUserId)
    .where('verdict', '=', decision.verdict)
    .where('hash', '=', decision.hash)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : toStepUp(row);
}

/** Those whose time is over and that no decision has used. */
export async function listOverdueProofs(db: Db, now: Date, limit: number): Promise<readonly StepUp[]> {
  const rows = await db
    .selectFrom('step_up')
    .selectAll()
    .where('status', 'in', ['waiting', 'proved'])
    .where('expires_at', '<=', now.toISOString())
    .orderBy('expires_at')
    .limit(limit)
    .execute();
  return rows.map(toStepUp);
}

/** Forgets proofs of old; the audit log keeps what came of each. */
export async function purgeStepUps(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('step_up').where('expires_at', '<', before.toISOString()).execute();
}

/** The JSON columns are written here only. */
function toStepUp(row: Selectable<StepUpRow>): StepUp {
  return {
    id: row.id,
    approvalId: row.approval_id,
    by: JSON.parse(row.by) as Principal,
    slackUserId: row.slack_user_id,
    verdict: row.verdict as Decision['verdict'],
    reason: row.reason,
    hash: row.hash,
    kind: row.kind as ProofKind,
    connection: row.connection,
    accountId: row.account_id,
    status: row.status as ProofStatus,
    createdAt: new Date(row.created_at),
    expiresAt: new Date(row.expires_at),
    detail: JSON.parse(row.detail) as ProofDetail,
  };
}
