import type { AccountStatus, JudgedAccount } from './account.ts';
import type { BreakGlassAccount, BreakGlassEntry, BreakGlassState } from './break-glass.ts';
import type { FactorFact, FactorStrength, MemberFactors } from './factor.ts';
import type { RoleAssignment } from './role.ts';

/** Registered accounts that exist. */
export function existing(
  registered: readonly BreakGlassAccount[],
): readonly { readonly entry: BreakGlassEntry; readonly account: BreakGlassState }[] {
  return registered.flatMap(({ entry, account }) =>
    account === null || account.softDeleted ? [] : [{ entry, account }],
  );
}

/** What every break-glass check says when there is no account to judge: an empty registry fails, it is never calm. */
export const unregistered = [
  { subject: 'registry', message: 'no registered emergency account exists' },
] as const;

/** Every account id once, however many ways its roles are held. */
export function holders(
  roles: readonly RoleAssignment[],
  which: (role: RoleAssignment) => boolean = () => true,
): ReadonlySet<string> {
  return new Set(roles.filter(which).map(({ accountId }) => accountId));
}

export function isTop({ tier }: RoleAssignment): boolean {
  return tier === 'top';
}

/** Roles that are, or may make themselves, the strongest one. */
export function isTierZero({ tier }: RoleAssignment): boolean {
  return tier === 'top' || tier === 'tier0';
}

/** Locked or with an expired password is back with one sign-in; suspended, staged and disabled is not. */
export function isEnabled(status: AccountStatus): boolean {
  return !['disabled', 'suspended', 'staged'].includes(status);
}

export interface Administrator {
  readonly id: string;
  /** The id where the mirror does not list the account yet. */
  readonly login: string;
  readonly createdAt: Date | null;
}

/** Everybody who holds a role and may sign in, once. Roles are read live and the mirror is older: who is not in it yet counts. */
export function administrators(
  roles: readonly RoleAssignment[],
  accounts: readonly JudgedAccount[],
): readonly Administrator[] {
  const known = byId(accounts);
  return [...holders(roles)].flatMap((id) => {
    const account = known.get(id);
    if (account === undefined) return [{ id, login: id, createdAt: null }];
    return isEnabled(account.status) ? [{ id, login: account.login, createdAt: account.createdAt }] : [];
  });
}

/** How many of these the mirror does not list yet: nothing is known of them but their id. */
export function countUnlisted(ids: Iterable<string>, accounts: readonly JudgedAccount[]): number {
  const known = byId(accounts);
  return [...ids].filter((id) => !known.has(id)).length;
}

export function unlistedSentence(count: number): string {
  return `${count} administrators are newer than the mirror; run \`lockstep sync\``;
}

const indexes = new WeakMap<readonly JudgedAccount[], ReadonlyMap<string, JudgedAccount>>();

/** Many checks ask this of one list, which may be long: it is worked out once. */
export function byId(accounts: readonly JudgedAccount[]): ReadonlyMap<string, JudgedAccount> {
  const known = indexes.get(accounts) ?? new Map(accounts.map((account) => [account.id, account]));
  indexes.set(accounts, known);
  return known;
}

/** Logins of the registry, lower case. */
export function registeredLogins(entries: readonly BreakGlassEntry[]): ReadonlySet<string> {
  return new Set(entries.map(({ login }) => login.toLowerCase()));
}

const order: readonly FactorStrength[] = ['resistant', 'strong', 'unrecognised', 'weak', 'none'];

/** The best that an account has; people with a phone and an app are not weak. */
export function strongest({ factors }: Pick<MemberFactors, 'factors'>): FactorStrength {
  return order.find((strength) => factors.some((factor) => factor.strength === strength)) ?? 'none';
}

/** How much of a population is known and how old the oldest reading is, in words. */
export function coverageOf(fact: FactorFact<MemberFactors>, now: Date): string {
  const known = `factors of ${fact.byAccount.size} of ${fact.population} accounts`;
  if (fact.oldest === null) return known;
  const hours = Math.max(0, Math.round((now.getTime() - fact.oldest.getTime()) / 3_600_000));
  return `${known}, oldest ${hours} h`;
}

export function daysSince(date: Date, now: Date): number {
  return Math.floor((now.getTime() - date.getTime()) / 86_400_000);
}
