import type { ApproverRule } from '../domain/approval.ts';
import type { AccessSettings, Delegate } from '../domain/policy.ts';
import { isSamePrincipal, type Principal } from '../domain/principal.ts';
import { type AccessFacts, ruleKey, type StandIn } from './access-facts.ts';
import { accountsOf, isMember, noteUnread, personOf } from './informants.ts';
import { managersOf } from './managers.ts';
import { type PolicyGroup, policiesFor } from './policy-match.ts';
import { stagesFor } from './policy-stages.ts';
import { lookUpIn, relationsIn } from './rules.ts';
import type { ApproverTools } from './tools.ts';

interface Asked {
  readonly group: PolicyGroup;
  readonly beneficiary: Principal;
}

/**
 * Who stands in for approvers who are out of office now, by the rule that makes them approvers. A delegate of a delegate
 * is nobody, and where it cannot be read whether somebody is an approver, nobody stands in for them.
 */
export async function readStandIns(
  tools: ApproverTools,
  access: AccessSettings,
  asked: Asked,
): Promise<AccessFacts['standIns']> {
  const found = new Map<string, StandIn[]>();
  const policy = policiesFor(access, asked.group)[0]?.policy;
  if (policy?.delegatesAllowed !== true) return found;
  const rules = stagesFor(policy, asked.group).flatMap(({ approvers, fallback }) => [
    ...approvers,
    ...fallback,
  ]);
  const distinct = new Map(rules.map((rule) => [ruleKey(rule), rule]));
  for (const delegate of access.delegates.filter((each) => isAway(each, tools.clock.now()))) {
    for (const [key, rule] of distinct) {
      if (!(await isApproverBy(tools, rule, { delegate, asked }))) continue;
      const stands = { connection: delegate.connection, login: delegate.to };
      found.set(key, [...(found.get(key) ?? []), stands]);
    }
  }
  return found;
}

export function isAway({ since, until }: Delegate, now: Date): boolean {
  return since <= now && now < until;
}

interface Standing {
  readonly delegate: Delegate;
  readonly asked: Asked;
}

async function isApproverBy(tools: ApproverTools, rule: ApproverRule, standing: Standing): Promise<boolean> {
  try {
    return await answers(tools, rule, standing);
  } catch (error) {
    noteUnread(tools, standing.delegate.connection, error);
    return false;
  }
}

async function answers(
  tools: ApproverTools,
  rule: ApproverRule,
  { delegate, asked }: Standing,
): Promise<boolean> {
  if (rule.kind === 'people') {
    const login = delegate.login.toLowerCase();
    return (
      rule.connection === delegate.connection && rule.logins.some((each) => each.toLowerCase() === login)
    );
  }
  const away = await personOf(tools, delegate);
  if (away === null) return false;
  if (rule.kind === 'manager') {
    const managers = await managersOf(tools.providers, asked.beneficiary);
    return managers.some((manager) => isSamePrincipal(manager, away));
  }
  if (rule.kind === 'group') return await isMember(tools, away, rule);
  const theirs = await accountsOf(lookUpIn(tools.providers, rule.connection), away, rule.connection);
  const owners = await relationsIn(tools.providers, rule.connection).ownersOf(rule.group);
  return owners.some(({ id }) => theirs.includes(id));
}
