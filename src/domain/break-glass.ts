import type { AccountStatus } from './account.ts';
import type { Factor } from './factor.ts';

/** One line of `break_glass` in lockstep.yaml: the only truth about which accounts these are. */
export interface BreakGlassEntry {
  readonly connection: string;
  readonly login: string;
  readonly drillDays: number;
  /** Logins of the people who hold the sealed credential. */
  readonly custodians: readonly string[];
  /** "attested": the operator declares a certificate that the directory does not list; until when. */
  readonly certificateAttestedUntil: Date | null;
}

/** What was read live about one registered account. Every field that a vendor may refuse is a value or an Error. */
export interface BreakGlassAccount {
  readonly entry: BreakGlassEntry;
  /** null: the directory says it does not exist (a real 404, never a refusal). */
  readonly account: BreakGlassState | null;
}

export interface BreakGlassState {
  readonly id: string;
  readonly login: string;
  readonly status: AccountStatus;
  readonly softDeleted: boolean;
  readonly type: 'member' | 'guest';
  readonly synced: boolean;
  /** Okta credentials.provider.type (OKTA, ACTIVE_DIRECTORY, LDAP, FEDERATION, SOCIAL, IMPORT); Entra: 'ENTRA'. */
  readonly credentialProvider: string;
  readonly passwordChangedAt: Date | null;
  /** Entra passwordPolicies contains DisablePasswordExpiration; null where the vendor has no such thing. */
  readonly passwordNeverExpires: boolean | null;
  /** Okta `/users/{id}/blocks` types, e.g. DEVICE_BASED. */
  readonly blocks: readonly string[] | Error;
  readonly factors: readonly Factor[] | Error;
  /** Transitive. */
  readonly groupIds: readonly string[] | Error;
  /** Personal traces that tie it to one person: mobilePhone, otherMails, mailbox. */
  readonly personalTraces: readonly string[];
  /** Logins of registered custodians that are not active accounts of this directory. */
  readonly inactiveCustodians: readonly string[] | Error;
  /** null: never; Error: not licensed or not permitted. */
  readonly lastSignInAt: Date | null | Error;
}

/** A proof, kept in the store, that somebody signed in with a break-glass account on purpose. */
export interface Drill {
  readonly connection: string;
  readonly login: string;
  readonly closedAt: Date;
}
