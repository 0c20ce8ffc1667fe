import type { Approval, Decision, Refusal } from '../domain/approval.ts';
import { isSamePrincipal, type Principal } from '../domain/principal.ts';
import { hashOf } from './hash.ts';

/** Whether somebody may decide in the stage that waits, as the directory says right now. */
export type Eligibility =
  /** Which rule made them an approver, and when it was read. */
  | { readonly kind: 'eligible'; readonly evidence: string }
  | { readonly kind: 'not_eligible' }
  | { readonly kind: 'unreadable'; readonly because: string };

/** All that a decision depends on. */
export interface Question {
  /** null = there is no such approval. */
  readonly approval: Approval | null;
  /** Those made so far, in every stage. */
  readonly decisions: readonly Decision[];
  readonly by: Principal;
  readonly verdict: Decision['verdict'];
  readonly reason: string | null;
  /** The hash that they were shown. */
  readonly hash: string;
  readonly eligibility: Eligibility;
  /** They brought a proof of a second factor that is for just this decision. */
  readonly proven: boolean;
  /** Lockstep changes nothing now. */
  readonly frozen: boolean;
  readonly now: Date;
}

/** recorded: more people are needed. stage_passed: the next stage begins. approved, denied: it is over. */
export type Effect = 'recorded' | 'stage_passed' | 'approved' | 'denied';

export type Ruling =
  | { readonly refused: Refusal }
  | { readonly effect: Effect; readonly approval: Approval; readonly evidence: string };

/** What a click does to an approval. Pure; whatever is not plainly allowed is refused. */
export function decide(question: Question): Ruling {
  const { approval, by, now } = question;
  if (approval === null) return { refused: 'unknown' };
  if (approval.status !== 'pending') return { refused: 'not_pending' };
  // Also before a sweep has moved it.
  if (now.getTime() >= approval.expiresAt.getTime()) return { refused: 'expired' };
  if (question.hash !== approval.hash || approval.hash !== hashOf(approval)) return { refused: 'changed' };
  if (isSamePrincipal(by, approval.requester)) return { refused: 'own_request' };
  if (approval.beneficiaries.some((each) => isSamePrincipal(by, each))) return { refused: 'beneficiary' };
  // In whichever stage: two stages mean two people.
  if (question.decisions.some((each) => isSamePrincipal(by, each.by))) return { refused: 'decided_already' };
  const { eligibility } = question;
  if (eligibility.kind === 'unreadable') return { refused: 'approvers_unreadable' };
  if (eligibility.kind !== 'eligible') return { refused: 'not_an_approver' };
  const lacking = lackingOf(question, approval);
  if (lacking !== null) return { refused: lacking };
  return { effect: effectOf(question, approval), approval, evidence: eligibility.evidence };
}

/** What an approver still has to bring. A freeze stops what would be carried out; a no carries out nothing. */
function lackingOf({ verdict, reason, proven, frozen }: Question, { stepUp }: Approval): Refusal | null {
  if (verdict !== 'approve' && (reason ?? '').trim() === '') return 'reason_missing';
  if (stepUp && !proven) return 'proof_missing';
  if (verdict === 'approve' && frozen) return 'frozen';
  return null;
}

function effectOf({ verdict, decisions }: Question, approval: Approval): Effect {
  // Anything but a plain yes is a no.
  if (verdict !== 'approve') return 'denied';
  const stage = approval.stages[approval.stage];
  const quorum = stage?.quorum ?? 0;
  // No stage, or a quorum that is no number of people, is never reached.
  if (!(quorum >= 1) || peopleWho(decisions, approval) + 1 < quorum) return 'recorded';
  return approval.stage === approval.stages.length - 1 ? 'approved' : 'stage_passed';
}

/** Distinct people who approved in the stage that waits, and approved just this content. */
function peopleWho(decisions: readonly Decision[], { stage, hash }: Approval): number {
  const yes = decisions.filter(
    (each) => each.verdict === 'approve' && each.stage === stage && each.hash === hash,
  );
  return yes.filter(({ by }, i) => !yes.slice(0, i).some((earlier) => isSamePrincipal(by, earlier.by)))
    .length;
}
