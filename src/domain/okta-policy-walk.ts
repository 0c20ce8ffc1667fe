import type { LoginPattern, OktaPolicy, OktaRule } from './okta-policy.ts';

/** Who is walked through the policies. */
export interface Walker {
  readonly id: string;
  readonly login: string;
  readonly groupIds: readonly string[];
}

/** The first active policy, by priority, that applies to this account (Okta evaluates in that order and stops). */
export function applicablePolicy(policies: readonly OktaPolicy[], walker: Walker): OktaPolicy | undefined {
  return applicable(policies, walker)[0];
}

/** Where no rule of a policy matches, Okta goes on to the next one that applies (Policy API, policy evaluation). */
export function decidingPolicy(policies: readonly OktaPolicy[], walker: Walker): OktaPolicy | undefined {
  const all = applicable(policies, walker);
  return all.find((policy) => matchingRule(policy, walker) !== undefined) ?? all[0];
}

function applicable(policies: readonly OktaPolicy[], { groupIds }: Walker): readonly OktaPolicy[] {
  return byPriority(policies).filter(
    ({ active, includeGroups }) =>
      active && (includeGroups.length === 0 || includeGroups.some((id) => groupIds.includes(id))),
  );
}

/**
 * The first active rule that matches this account on an unknown device in an unknown network, which is where an
 * emergency finds it. A rule for managed devices or named networks does not match there, and Okta goes on to the next.
 */
export function matchingRule(policy: OktaPolicy, walker: Walker): OktaRule | undefined {
  return rulesFor(policy, walker).find((rule) => !isElsewhere(rule));
}

/** Names of active rules that name this account's kind, though only on certain devices or in certain networks. */
export function rulesElsewhere(policy: OktaPolicy, walker: Walker): readonly string[] {
  return rulesFor(policy, walker)
    .filter(isElsewhere)
    .map(({ name }) => name);
}

/** No network, device, platform, application or expression narrows it. */
export function takesEverywhere({ network, requiresManagedDevice, undecidable }: OktaRule): boolean {
  return network === 'anywhere' && !requiresManagedDevice && !undecidable;
}

/** True, false, or unclear where only the vendor can evaluate the pattern. */
export function matchesLogin(patterns: readonly LoginPattern[], login: string): boolean | 'unclear' {
  if (patterns.length === 0) return true;
  const answers = patterns.map((pattern) => matchesPattern(pattern, login.toLowerCase()));
  if (answers.includes(true)) return true;
  return answers.includes('unclear') ? 'unclear' : false;
}

function matchesPattern({ matchType, value }: LoginPattern, login: string): boolean | 'unclear' {
  const wanted = value.toLowerCase();
  switch (matchType) {
    case 'SUFFIX':
      return login.endsWith(wanted);
    case 'EQUALS':
      return login === wanted;
    case 'STARTS_WITH':
      return login.startsWith(wanted);
    case 'CONTAINS':
      return login.includes(wanted);
    default:
      return 'unclear';
  }
}

function rulesFor(policy: OktaPolicy, walker: Walker): readonly OktaRule[] {
  return byPriority(policy.rules).filter((rule) => rule.active && isMeant(rule, walker));
}

function isElsewhere({ network, requiresManagedDevice }: OktaRule): boolean {
  return network === 'inside' || requiresManagedDevice;
}

function isMeant(rule: OktaRule, { id, groupIds }: Walker): boolean {
  if (rule.excludeUsers.includes(id) || rule.excludeGroups.some((group) => groupIds.includes(group)))
    return false;
  const named = rule.includeUsers.length > 0 || rule.includeGroups.length > 0;
  const included =
    rule.includeUsers.includes(id) || rule.includeGroups.some((group) => groupIds.includes(group));
  return !named || included;
}

function byPriority<T extends { readonly priority: number }>(list: readonly T[]): readonly T[] {
  return list.toSorted((a, b) => a.priority - b.priority);
}
