import type { Account } from './account.ts';
import { isEnabled } from './people.ts';

/** Somebody who has not signed in for long, in any directory that says so. */
export interface DormantPerson {
  /** `connection:accountId` of the first of their accounts. */
  readonly person: string;
  readonly login: string;
  readonly name: string;
  /** null = never, as far as the directories tell. */
  readonly lastSeen: Date | null;
}

export interface DormantRow extends DormantPerson {
  readonly id: string;
  readonly proposedAt: Date;
  /** Somebody said that the account is needed, until then. */
  readonly keptUntil: Date | null;
  readonly keptBy: string | null;
  readonly deactivationId: string | null;
}

/**
 * People all of whose accounts that may sign in are silent since `before`. An account whose directory does not say when it
 * was last used, or that is younger than that, makes its person not dormant. Guests are somebody else's people.
 */
export function dormantPeople(
  accounts: readonly { readonly connection: string; readonly account: Account }[],
  { before, kept }: { readonly before: Date; readonly kept: ReadonlySet<string> },
): readonly DormantPerson[] {
  const usable = accounts.filter(({ account }) => account.type === 'member' && isEnabled(account.status));
  const people = Map.groupBy(usable, ({ account }) => (account.email ?? account.login).toLowerCase());
  return [...people.values()].flatMap((mine) => {
    const [first] = mine;
    if (first === undefined || !mine.every(({ account }) => isSilent(account, before))) return [];
    if (mine.some(({ account }) => kept.has(account.login.toLowerCase()))) return [];
    const seen = mine.flatMap(({ account }) =>
      account.lastSignInAt instanceof Date ? [account.lastSignInAt] : [],
    );
    const lastSeen = seen.toSorted((a, b) => b.getTime() - a.getTime())[0] ?? null;
    const { login, displayName: name, id } = first.account;
    return [{ person: `${first.connection}:${id}`, login, name, lastSeen }];
  });
}

function isSilent({ lastSignInAt, createdAt }: Account, before: Date): boolean {
  if (lastSignInAt === undefined) return false;
  if (lastSignInAt !== null) return lastSignInAt < before;
  return createdAt !== null && createdAt < before;
}
