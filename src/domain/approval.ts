import type { Principal } from './principal.ts';

/** What can be approved. The core treats all alike; each feature carries out its own. */
export type ApprovalKind = 'access' | 'deactivation' | 'reactivation' | 'restore';

/** pending moves to one of the others, once. */
export type ApprovalStatus = 'pending' | 'approved' | 'denied' | 'cancelled' | 'expired';

/** Who may decide. Read live from the directory at the moment of the decision; what cannot be read makes nobody an approver. */
export type ApproverRule =
  /** Members of a group, by id or exact name. */
  | { readonly kind: 'group'; readonly connection: string; readonly group: string }
  /** Owners of the group that is asked for. */
  | { readonly kind: 'owners'; readonly connection: string; readonly group: string }
  /** Who manages every beneficiary: one manager does not decide about the people of another. */
  | { readonly kind: 'manager' }
  /** Named people, by login. */
  | { readonly kind: 'people'; readonly connection: string; readonly logins: readonly string[] };

/** One round of decisions; the next begins when its quorum is reached. */
export interface Stage {
  readonly name: string;
  /** Distinct people who must approve, at least 1. */
  readonly quorum: number;
  /** Any of these makes an approver; none: nobody may decide. */
  readonly approvers: readonly ApproverRule[];
  /** Asked as well when the stage has waited for `escalateAfterMinutes`; null = never. */
  readonly fallback: readonly ApproverRule[];
  readonly escalateAfterMinutes: number | null;
}

/** Somebody's yes or no, bound to what they were shown. */
export interface Decision {
  readonly approvalId: string;
  readonly stage: number;
  readonly by: Principal;
  readonly slackUserId: string;
  readonly verdict: 'approve' | 'deny';
  /** Required for deny. Untrusted text. */
  readonly reason: string | null;
  /** The hash that was shown to them. */
  readonly hash: string;
  readonly at: Date;
  /** Why they might decide, in words for the audit: which rule, read when. */
  readonly evidence: string;
  /** The id of the proof of a second factor, where the policy asks for one. */
  readonly proof: string | null;
}

/** A question to approvers: one content, one answer. A change of the content is a new approval. */
export interface Approval {
  readonly id: string;
  readonly kind: ApprovalKind;
  readonly status: ApprovalStatus;
  /** Moves with each decision: the guard of every write. */
  readonly revision: number;
  readonly requester: Principal;
  /** Whom it is about; neither they nor the requester decide. */
  readonly beneficiaries: readonly Principal[];
  /** What is approved, as JSON; what each feature stores there is its own matter. */
  readonly content: Readonly<Record<string, unknown>>;
  /** sha256 over kind, requester, beneficiaries, content, stages and stepUp in canonical JSON (approvals/hash.ts). */
  readonly hash: string;
  readonly stages: readonly Stage[];
  /** Index of the stage that waits. */
  readonly stage: number;
  /** Since when it waits in this stage: escalation counts from here. */
  readonly stageSince: Date;
  readonly escalatedAt: Date | null;
  readonly remindedAt: Date | null;
  /** A decision needs a proof of a second factor. */
  readonly stepUp: boolean;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
  /** How it ended, in words, where somebody said why. */
  readonly because: string | null;
  /** What keeps people from deciding, in words for the card: nobody may, or a group cannot be read. null = nothing known. */
  readonly note: string | null;
}

/** Why a click decides nothing. Values, not errors: each has a sentence in slack/messages. */
export type Refusal =
  | 'unknown'
  | 'not_pending'
  | 'expired'
  | 'changed'
  | 'own_request'
  | 'beneficiary'
  | 'decided_already'
  | 'not_an_approver'
  | 'approvers_unreadable'
  | 'reason_missing'
  | 'proof_missing'
  | 'frozen';
