import type { AccessTerms } from '../approvals/policy.ts';
import type { AccessWish } from '../approvals/policy-wish.ts';
import type { Account } from '../domain/account.ts';
import type { MembershipKey } from '../domain/grant.ts';
import type { Principal } from '../domain/principal.ts';
import type { AccessContent } from './content.ts';

/** What somebody asks for. All words are untrusted. */
export interface AccessAsk extends AccessWish {
  readonly connection: string;
  /** By id or exact name. */
  readonly group: string;
  readonly requester: Principal;
  /** Whom it is for: the requester, or somebody else. */
  readonly beneficiary: Principal;
  /** null = at once. */
  readonly startsAt: Date | null;
  /** The grant whose end it moves; null = it is a new one. */
  readonly extends: string | null;
}

/** What is asked for, after everything was read: whom, which group, and on what terms. */
export interface Wanted {
  readonly ask: AccessAsk;
  readonly key: MembershipKey;
  readonly groupName: string;
  readonly account: Account;
}

const REASON_LENGTH = 1000;

/** The content that approvers decide on. */
export function contentOf({ ask, key, groupName, account }: Wanted, terms: AccessTerms): AccessContent {
  return {
    ...key,
    groupName,
    login: account.login,
    minutes: terms.minutes,
    reason: (ask.reason ?? '').trim().slice(0, REASON_LENGTH),
    ticket: ask.ticket?.trim() ?? null,
    startsAt: ask.startsAt?.toISOString() ?? null,
    policyId: terms.policyId,
    expiry: terms.expiry,
    emergency: terms.emergency,
    extends: ask.extends,
  };
}
