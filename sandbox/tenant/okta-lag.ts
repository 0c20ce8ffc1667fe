import type { OktaTenant } from './okta-tenant.ts';

/** Lists are told from replicas that hear late; what is read by id is always true (Okta, eventual consistency). */
export interface OktaLag {
  /** A changed membership shows in lists so much later; Infinity: not until it is caught up. */
  lateMs: number;
  readonly unseen: Unseen[];
}

interface Change {
  readonly groupId: string;
  readonly userId: string;
  readonly added: boolean;
}

interface Unseen extends Change {
  readonly due: number;
}

export const inTime = (): OktaLag => ({ lateMs: 0, unseen: [] });

export function noteLate({ lag }: OktaTenant, change: Change): void {
  if (lag.lateMs > 0) lag.unseen.push({ ...change, due: Date.now() + lag.lateMs });
}

/** Who is in a group as far as lists have heard. */
export function membersSeen({ lag, memberships }: OktaTenant, groupId: string): ReadonlySet<string> {
  const members = memberships.get(groupId) ?? new Set<string>();
  const hidden = lag.unseen.filter((each) => each.groupId === groupId && each.due > Date.now());
  if (hidden.length === 0) return members;
  const seen = new Set(members);
  // The newest change is taken back first.
  for (const { userId, added } of hidden.toReversed()) {
    if (added) seen.delete(userId);
    else seen.add(userId);
  }
  return seen;
}

/** Lists have heard of everything, and hear in time from now on. */
export function catchUp({ lag }: OktaTenant): void {
  lag.lateMs = 0;
  lag.unseen.splice(0);
}
