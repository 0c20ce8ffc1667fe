/** One person, however many accounts and Slack users they have. */
export interface Principal {
  /** `connection:accountId` of the account by which Lockstep knows them. */
  readonly id: string;
  /** Lower case. */
  readonly email: string;
  readonly name: string;
  /** Every account with this address as `connection:accountId`, `id` among them. */
  readonly accounts: readonly string[];
}

/** True when anything ties the two together: one id, one address, or one account. Who is asked twice under two names decides once. */
export function isSamePrincipal(one: Principal, other: Principal): boolean {
  if (one.id === other.id || one.email === other.email) return true;
  return one.accounts.some((account) => other.accounts.includes(account));
}

export function accountKey(connection: string, accountId: string): string {
  return `${connection}:${accountId}`;
}

/** The account of a principal in one connection; null when they have none there. */
export function accountIn(principal: Principal, connection: string): string | null {
  return accountsIn(principal, connection)[0] ?? null;
}

/** Every account of a principal in one connection. */
export function accountsIn({ accounts }: Principal, connection: string): readonly string[] {
  const prefix = `${connection}:`;
  return accounts
    .filter((account) => account.startsWith(prefix))
    .map((account) => account.slice(prefix.length));
}

/** Lockstep itself, where it does what a person could. */
export const lockstep: Principal = { id: 'lockstep', email: 'lockstep', name: 'Lockstep', accounts: [] };
