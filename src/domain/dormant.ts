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

interface Dormancy {
  /** Looks at one account of a directory. */
  readonly see: (connection: string, account: Account) => void;
  readonly people: () => readonly DormantPerson[];
}

/**
 * People all of whose accounts that may sign in are silent since `before`; accounts are seen one by one, however many there
 * are. An account whose directory does not say when it was last used, or that is younger than that, makes its person not
 * dormant. `kept` are logins, lower case. Guests are somebody else's people.
 */
export function dormancy({
  before,
  kept,
}: {
  readonly before: Date;
  readonly kept: ReadonlySet<string>;
}): Dormancy {
  /** By address; null = somebody who is not dormant. */
  const people = new Map<string, DormantPerson | null>();
  const see = (connection: string, account: Account): void => {
    if (account.type !== 'member' || !isEnabled(account.status)) return;
    const { id, login, displayName: name } = account;
    const key = (account.email ?? login).toLowerCase();
    const known = people.get(key);
    if (known === null) return;
    if (!isSilent(account, before) || kept.has(login.toLowerCase())) {
      people.set(key, null);
      return;
    }
    const lastSeen = latest(known?.lastSeen, account.lastSignInAt);
    people.set(key, { person: `${connection}:${id}`, login, name, ...known, lastSeen });
  };
  return { see, people: () => [...people.values()].filter((person) => person !== null) };
}

function latest(one: Date | null | undefined, other: Date | null | undefined): Date | null {
  if (!(one instanceof Date)) return other ?? null;
  return other instanceof Date && other > one ? other : one;
}

function isSilent({ lastSignInAt, createdAt }: Account, before: Date): boolean {
  if (lastSignInAt === undefined) return false;
  if (lastSignInAt !== null) return lastSignInAt < before;
  return createdAt !== null && createdAt < before;
}
