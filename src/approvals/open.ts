import type { Approval, ApproverRule, Stage } from '../domain/approval.ts';
import { newId } from '../lib/id.ts';
import { OperatorError } from '../lib/operator-error.ts';
import { insertApproval } from '../store/approvals.ts';
import { appendAudit } from '../store/audit.ts';
import { deliverSoon } from '../store/deliver-soon.ts';
import { queueMessage } from '../store/messages.ts';
import { type Hashed, hashOf } from './hash.ts';
import { askApprovers, cardId } from './tell.ts';
import { type ApprovalTools, effectOfKind } from './tools.ts';

/** What is asked, of whom, and until when. */
export interface ApprovalAsk extends Hashed {
  readonly expiresAt: Date;
}

/**
 * Asks approvers, inside the caller's transaction: `tools.db` is its handle. Queues the card and the messages to the
 * approvers. Throws OperatorError NO_APPROVERS where nobody could ever decide.
 */
export async function openApproval(tools: ApprovalTools, ask: ApprovalAsk): Promise<Approval> {
  effectOfKind(tools, ask.kind);
  if (!canBeDecided(ask.stages)) {
    throw new OperatorError(
      'NO_APPROVERS',
      'the policy names nobody who may approve this',
      'Name approvers for it in lockstep.yaml.',
    );
  }
  const { db } = tools;
  const approval = freshApproval(ask, tools.clock.now());
  await insertApproval(db, approval);
  await tellOpening(tools, approval);
  await askApprovers(tools, approval);
  await appendAudit(db, {
    at: approval.createdAt,
    actor: approval.requester.id,
    action: 'approval.opened',
    object: approval.id,
    detail: {
      kind: approval.kind,
      beneficiaries: approval.beneficiaries.map(({ id }) => id),
      hash: approval.hash,
      expiresAt: approval.expiresAt.toISOString(),
    },
  });
  return approval;
}

/**
 * Writes down what needs no decision: approved by its policy, inside the caller's transaction. Queues the card, asks nobody,
 * and has it carried out. `because`: in words.
 */
export async function openDecided(
  tools: ApprovalTools,
  ask: ApprovalAsk,
  because: string,
): Promise<Approval> {
  const effect = effectOfKind(tools, ask.kind);
  const { db, clock } = tools;
  const at = clock.now();
  const fresh = freshApproval(ask, at);
  const approval: Approval = { ...fresh, status: 'approved', endedAt: at, because };
  await insertApproval(db, approval);
  await tellOpening(tools, approval);
  await appendAudit(db, {
    at,
    actor: 'lockstep',
    action: 'approval.not-needed',
    object: approval.id,
    detail: { kind: approval.kind, requester: approval.requester.id, hash: approval.hash, because },
  });
  await effect.approved(db, approval);
  return approval;
}

async function tellOpening(
  { db, queue, settings }: ApprovalTools,
  { id, revision }: Approval,
): Promise<void> {
  const { requests: channel } = settings.channels;
  if (channel === null) return;
  await queueMessage(db, { id: cardId(id), channel, kind: 'approval', body: { approvalId: id, revision } });
  await deliverSoon({ db, queue });
}

function freshApproval({ expiresAt, stepUp, ...ask }: ApprovalAsk, now: Date): Approval {
  if (expiresAt <= now) throw new Error('an approval that has expired before it was opened');
  const { kind, requester, beneficiaries, content, stages } = asStored(ask);
  return {
    id: newId('approval'),
    kind,
    status: 'pending',
    revision: 0,
    requester,
    beneficiaries,
    content,
    hash: hashOf({ kind, requester, beneficiaries, content, stages, stepUp }),
    stages,
    stage: 0,
    stageSince: now,
    escalatedAt: null,
    remindedAt: null,
    stepUp,
    createdAt: now,
    expiresAt,
    endedAt: null,
    because: null,
    note: null,
  };
}

/** What JSON keeps of it, which is what is stored and hashed. */
function asStored<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

function canBeDecided(stages: readonly Stage[]): boolean {
  return (
    stages.length > 0 &&
    stages.every(
      ({ quorum, approvers }) => Number.isInteger(quorum) && quorum >= 1 && approvers.some(namesSomebody),
    )
  );
}

function namesSomebody(rule: ApproverRule): boolean {
  return rule.kind !== 'people' || rule.logins.length > 0;
}
