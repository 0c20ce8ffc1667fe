/**
 * active: may sign in. disabled: may not, for good (Entra accountEnabled=false, Okta DEPROVISIONED).
 * suspended, locked, staged, password_expired, recovery: the Okta states of those names (PROVISIONED counts as staged).
 */
export type AccountStatus =
  | 'active'
  | 'disabled'
  | 'suspended'
  | 'locked'
  | 'staged'
  | 'password_expired'
  | 'recovery'
  | 'unknown';

/** A principal's record in one directory, as the mirror keeps it. */
export interface Account {
  /** The vendor's own id (Okta `00u…`, Entra object id). */
  readonly id: string;
  /** Okta login or Entra userPrincipalName, as written by the vendor. */
  readonly login: string;
  readonly email: string | null;
  readonly displayName: string;
  readonly status: AccountStatus;
  readonly type: 'member' | 'guest';
  /** True when the account is mastered elsewhere (AD, HR, on-premises). */
  readonly synced: boolean;
  readonly createdAt: Date | null;
  /** Last successful sign-in if the directory's list says it: a date, null = never, undefined = the list does not say. */
  readonly lastSignInAt?: Date | null | undefined;
}

/** As much of an account as is judged: a large directory is held in memory while its checks run. */
export type JudgedAccount = Pick<Account, 'id' | 'login' | 'status' | 'type' | 'synced' | 'createdAt'>;
