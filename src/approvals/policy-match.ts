import type { Group, GroupReference } from '../domain/group.ts';
import type { AccessPolicy, AccessSettings, DenyRule } from '../domain/policy.ts';
import { matches } from '../lib/wildcard.ts';

/** A group of a directory, as far as policies are about it. */
export interface PolicyGroup extends Pick<Group, 'id' | 'name'> {
  readonly connection: string;
}

/** How a policy names a group, the most specific first. */
export const specificities = ['id', 'exact name', 'pattern'] as const;
export type Specificity = (typeof specificities)[number];

/** How one entry of `groups` names this group; null = it does not. The case does not matter. */
export function specificityOf(entry: string, { id, name }: PolicyGroup): Specificity | null {
  if (entry === id) return 'id';
  if (entry.toLowerCase() === name.toLowerCase()) return 'exact name';
  return entry.includes('*') && matches(entry, name) ? 'pattern' : null;
}

export interface MatchedPolicy {
  readonly policy: AccessPolicy;
  readonly by: Specificity;
}

/**
 * Every policy about a group; the first of them speaks, the others are silent. An id wins over an exact name, that over a
 * pattern, and of two alike the one that comes first in the file.
 */
export function policiesFor(
  { policies }: Pick<AccessSettings, 'policies'>,
  group: PolicyGroup,
): readonly MatchedPolicy[] {
  const rank = ({ by }: MatchedPolicy): number => specificities.indexOf(by);
  return policies
    .flatMap((policy) => {
      const by = mostSpecific(policy, group);
      return by === null ? [] : [{ policy, by }];
    })
    .toSorted((one, other) => rank(one) - rank(other));
}

export function denialsFor({ deny }: Pick<AccessSettings, 'deny'>, group: PolicyGroup): readonly DenyRule[] {
  return deny.filter((rule) => mostSpecific(rule, group) !== null);
}

export interface Opposite {
  /** What nobody may hold together with the group. */
  readonly other: GroupReference;
  readonly reason: string;
}

export function oppositesOf(
  { separation }: Pick<AccessSettings, 'separation'>,
  group: PolicyGroup,
): readonly Opposite[] {
  return separation.flatMap(({ a, b, reason }) => [
    ...(refersTo(a, group) ? [{ other: b, reason }] : []),
    ...(refersTo(b, group) ? [{ other: a, reason }] : []),
  ]);
}

/** The case of a name does not matter: what was meant to keep people out keeps them out. */
export function refersTo({ connection, group: text }: GroupReference, group: PolicyGroup): boolean {
  if (connection !== group.connection) return false;
  return text === group.id || text.toLowerCase() === group.name.toLowerCase();
}

function mostSpecific(
  { connection, groups }: Pick<AccessPolicy, 'connection' | 'groups'>,
  group: PolicyGroup,
): Specificity | null {
  if (connection !== group.connection) return null;
  const found = groups.map((entry) => specificityOf(entry, group));
  return specificities.find((each) => found.includes(each)) ?? null;
}
