import type { Approval, Decision, Refusal } from '../domain/approval.ts';
import type { Principal } from '../domain/principal.ts';
import type { StepUp } from '../domain/step-up.ts';
import { OperatorError } from '../lib/operator-error.ts';
import {
  type ApprovalChange,
  findApproval,
  insertDecision,
  listDecisions,
  moveApproval,
  takePending,
} from '../store/approvals.ts';
import { appendAudit } from '../store/audit.ts';
import { isConflict } from '../store/conflict.ts';
import { freezesNow } from '../store/freeze.ts';
import type { Db } from '../store/open.ts';
import { useProof } from '../store/step-ups.ts';
import { inTransaction } from '../store/transaction.ts';
import { eligibilityOf } from './approvers.ts';
import { decide, type Effect, type Eligibility, type Ruling } from './decide.ts';
import { askApprovers, tellApproval } from './tell.ts';
import { type ApprovalTools, type ApproverTools, effectOfKind } from './tools.ts';

/** Somebody's click. Who they are, the caller has found out. */
export interface DecisionAsk {
  readonly approvalId: string;
  readonly by: Principal;
  readonly slackUserId: string;
  readonly verdict: Decision['verdict'];
  /** Untrusted text. */
  readonly reason: string | null;
  /** The hash that they were shown. */
  readonly hash: string;
  /** The id of a proof of a second factor (step-up.ts), where the approval asks for one. */
  readonly proof: string | null;
}

export type Decided =
  | { readonly outcome: Effect; readonly approval: Approval }
  | { readonly refused: Refusal; readonly approval: Approval | null };

type DecidingTools = ApprovalTools & ApproverTools;

const ATTEMPTS = 5;
const REASON_LENGTH = 1000;

/**
 * Decides on an approval: who may is read live first, everything else in one transaction that takes the approval before it
 * reads the decisions. Must not run inside a transaction. Every decision and every refusal leaves an audit entry.
 * Throws OperatorError APPROVAL_BUSY when others were faster again and again.
 */
export async function decideApproval(tools: DecidingTools, ask: DecisionAsk): Promise<Decided> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      const decided = await decideOnce(tools, ask);
      if (decided !== 'moved') return decided;
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
  }
  throw new OperatorError('APPROVAL_BUSY', 'others decide on this at the same time', 'Click again.');
}

/** moved: the question became another one while the directories were asked. */
async function decideOnce(tools: DecidingTools, ask: DecisionAsk): Promise<Decided | 'moved'> {
  const seen = await findApproval(tools.db, ask.approvalId);
  const eligibility: Eligibility =
    seen?.status === 'pending' ? await eligibilityOf(tools, seen, ask.by) : { kind: 'not_eligible' };
  return await inTransaction(tools.db, async (db) => {
    const inside = { ...tools, db };
    const taken = await takePending(db, ask.approvalId);
    if (taken !== null && !asksTheSame(seen, taken)) return 'moved';
    const approval = taken ?? (await findApproval(db, ask.approvalId));
    const proof = taken === null ? null : await takeProof(inside, ask, taken);
    const proved = { ...ask, proof: proof?.id ?? null };
    const ruling = decide({
      ...proved,
      proven: proof !== null,
      approval,
      // One that does not wait is refused whatever else holds.
      decisions: taken === null ? [] : await listDecisions(db, ask.approvalId),
      eligibility,
      frozen: taken === null || (await isStopped(inside, taken)),
      now: tools.clock.now(),
    });
    if ('refused' in ruling) return await refuse(inside, proved, { refused: ruling.refused, approval });
    return await carryOut(inside, proved, ruling);
  });
}

/** What serves once is used up by the click, whatever comes of it. null = it proves nothing for this decision. */
async function takeProof(
  { db, clock }: DecidingTools,
  { proof, ...ask }: DecisionAsk,
  { stepUp }: Approval,
): Promise<StepUp | null> {
  return stepUp && proof !== null ? await useProof(db, { ...ask, proof }, clock.now()) : null;
}

/** Whether the same people are asked: the stage is the one for which eligibility was read, and so are its rules. */
function asksTheSame(seen: Approval | null, taken: Approval): boolean {
  return seen?.stage === taken.stage && seen.escalatedAt?.getTime() === taken.escalatedAt?.getTime();
}

/** Whether what would be carried out is stopped now. */
async function isStopped({ db, effects }: DecidingTools, approval: Approval): Promise<boolean> {
  const passes = effects[approval.kind]?.passes;
  return (await freezesNow(db)).some((freeze) => passes?.(approval, freeze) !== true);
}

async function refuse(
  { db, clock }: DecidingTools,
  { approvalId, by, slackUserId, verdict, proof }: DecisionAsk,
  refusal: Extract<Decided, { refused: Refusal }>,
): Promise<Decided> {
  await appendAudit(db, {
    at: clock.now(),
    actor: by.id,
    action: 'approval.refused',
    object: approvalId,
    detail: { code: refusal.refused, verdict, slackUser: slackUserId, ...(proof === null ? {} : { proof }) },
  });
  return refusal;
}

async function carryOut(
  tools: DecidingTools,
  ask: DecisionAsk,
  { effect, approval, evidence }: Extract<Ruling, { effect: Effect }>,
): Promise<Decided> {
  const { db, clock } = tools;
  const kind = effectOfKind(tools, approval.kind);
  const at = clock.now();
  const decision = {
    ...ask,
    reason: ask.reason?.slice(0, REASON_LENGTH) ?? null,
    stage: approval.stage,
    at,
    evidence,
  };
  await insertDecision(db, decision);
  const moved = await move(db, decision, { effect, approval });
  if (effect === 'stage_passed') await askApprovers(tools, moved);
  await tellApproval(tools, moved);
  await auditDecision(tools, decision, effect);
  if (effect === 'approved') await kind.approved(db, moved);
  if (effect === 'denied') await kind.ended?.(db, moved);
  return { outcome: effect, approval: moved };
}

async function move(
  db: Db,
  { at, reason }: Decision,
  { effect, approval }: { readonly effect: Effect; readonly approval: Approval },
): Promise<Approval> {
  const moved = await moveApproval(db, approval.id, changeOf(effect, approval, { at, reason }));
  // The transaction holds the row since takePending.
  if (moved === null) throw new Error('an approval that was taken is not pending');
  return moved;
}

/** A decision that is only recorded changes nothing but the revision: what the card says is another thing. */
function changeOf(
  effect: Effect,
  { stage }: Approval,
  { at, reason }: Pick<Decision, 'at' | 'reason'>,
): ApprovalChange {
  if (effect === 'recorded') return {};
  if (effect === 'stage_passed') return { stage: stage + 1, stageSince: at, escalatedAt: null, note: null };
  return { status: effect, endedAt: at, because: effect === 'denied' ? reason : null, note: null };
}

async function auditDecision({ db }: DecidingTools, decision: Decision, outcome: Effect): Promise<void> {
  const { approvalId, by, slackUserId, verdict, reason, stage, hash, evidence, proof, at } = decision;
  await appendAudit(db, {
    at,
    actor: by.id,
    action: 'approval.decided',
    object: approvalId,
    detail: { verdict, outcome, stage, reason, hash, evidence, proof, slackUser: slackUserId },
  });
}
