import type { OktaPolicy, OktaRule } from './okta-policy.ts';

/** Who is walked through the policies. */
export interface Walker {
  readonly id: string;
  readonly login: string;
  readonly groupIds: readonly string[];
}

/** The first active policy, by priority, that applies to this account (Okta evaluates in that order and stops). */
export function applicablePolicy(
  policies: readonly OktaPolicy[],
  { groupIds }: Walker,
): OktaPolicy | undefined {
  return byPriority(policies)
    .filter(({ active }) => active)
    .find(
      ({ includeGroups }) => includeGroups.length === 0 || includeGroups.some((id) => groupIds.includes(id)),
    );
}

/** The first active rule that matches this account, wherever it signs in from. */
export function matchingRule(policy: OktaPolicy, walker: Walker): OktaRule | undefined {
  return byPriority(policy.rules)
    .filter(({ active }) => active)
    .find((rule) => matches(rule, walker));
}

function matches(rule: OktaRule, { id, login, groupIds }: Walker): boolean {
  if (rule.excludeUsers.includes(id) || rule.excludeGroups.some((group) => groupIds.includes(group)))
    return false;
  const named = rule.includeUsers.length > 0 || rule.includeGroups.length > 0;
  const included =
    rule.includeUsers.includes(id) || rule.includeGroups.some((group) => groupIds.includes(group));
  if (named && !included) return false;
  return (
    rule.loginPatterns.length === 0 ||
    rule.loginPatterns.some((pattern) => login.toLowerCase().endsWith(pattern.toLowerCase()))
  );
}

function byPriority<T extends { readonly priority: number }>(list: readonly T[]): readonly T[] {
  return list.toSorted((a, b) => a.priority - b.priority);
}
