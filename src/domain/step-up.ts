import type { Decision, Refusal } from './approval.ts';
import type { Principal } from './principal.ts';

/** push: confirmed in Okta Verify. sign-in: signed in anew in a browser. */
export type ProofKind = 'push' | 'sign-in';

/** waiting moves to proved, refused or expired; proved to used, refused or expired. */
export type ProofStatus = 'waiting' | 'proved' | 'refused' | 'expired' | 'used';

/** A proof of a second factor, asked of one person for one decision on one content. It serves once. */
export interface StepUp {
  /** What the decision and its audit entry name. */
  readonly id: string;
  readonly approvalId: string;
  readonly by: Principal;
  readonly slackUserId: string;
  readonly verdict: Decision['verdict'];
  /** Untrusted text. */
  readonly reason: string | null;
  /** The hash that was shown to them. */
  readonly hash: string;
  readonly kind: ProofKind;
  /** Where the account is by which they prove themselves. */
  readonly connection: string;
  readonly accountId: string;
  readonly status: ProofStatus;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly detail: ProofDetail;
}

/** What is known so far. */
export interface ProofDetail {
  /** The provider's own name of a push under way. */
  readonly ticket?: string;
  /** What the person has to choose in Okta Verify. */
  readonly number?: string | null;
  readonly issuer?: string;
  readonly subject?: string;
  /** When they signed in or confirmed, ISO 8601. */
  readonly at?: string;
  /** How, in the vendor's words: `amr`, or the id of the factor. */
  readonly methods?: readonly string[];
  /** Why it proves nothing, in words. */
  readonly because?: string;
  /** Why nothing was decided although it was there; lost = the answer is not known, and no decision names it. */
  readonly refused?: Refusal | 'lost';
}
