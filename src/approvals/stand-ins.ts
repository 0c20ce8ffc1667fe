import type { ApproverRule } from '../domain/approval.ts';
import type { AccessSettings, Delegate } from '../domain/policy.ts';
import type { Principal } from '../domain/principal.ts';
import { type AccessFacts, ruleKey, type StandIn } from './access-facts.ts';
import {
  accountsOf,
  existing,
  type FactTools,
  lookUpOf,
  note,
  principalOf,
  relationsOf,
} from './informants.ts';
import { type PolicyGroup, policiesFor } from './policy-match.ts';
import { stagesFor } from './policy-stages.ts';

interface Asked {
  readonly group: PolicyGroup;
  readonly beneficiary: Principal;
}

/**
 * Who stands in for approvers who are out of office now, by the rule that makes them approvers. A delegate of a delegate
 * is nobody, and where it cannot be read whether somebody is an approver, nobody stands in for them.
 */
export async function readStandIns(
  tools: FactTools,
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

async function isApproverBy(tools: FactTools, rule: ApproverRule, standing: Standing): Promise<boolean> {
  try {
    return await answers(tools, rule, standing);
  } catch (error) {
    note(tools, standing.delegate.connection, error);
    return false;
  }
}

async function answers(
  tools: FactTools,
  rule: ApproverRule,
  { delegate, asked }: Standing,
): Promise<boolean> {
  if (rule.kind === 'people') {
    const login = delegate.login.toLowerCase();
    return (
      rule.connection === delegate.connection && rule.logins.some((each) => each.toLowerCase() === login)
    );
  }
  const away = await principalOf(tools, delegate);
  if (away === null) return false;
  if (rule.kind === 'manager') return await isManager(tools, away, asked.beneficiary);
  const lookUp = lookUpOf(tools, rule.connection);
  const theirs = await accountsOf(lookUp, away, rule.connection);
  const group = await existing(lookUp, rule);
  if (rule.kind === 'owners') {
    const owners = await relationsOf(tools, rule.connection).ownersOf(group.id);
    return owners.some(({ id }) => theirs.includes(id));
  }
  for (const id of theirs) if (await lookUp.isMember(group.id, id)) return true;
  return false;
}

async function isManager(tools: FactTools, away: Principal, beneficiary: Principal): Promise<boolean> {
  for (const key of beneficiary.accounts) {
    const [connection = '', id = ''] = key.split(/:(.*)/s);
    const manager = await relationsOf(tools, connection).managerOf(id);
    if (manager !== null && away.accounts.includes(`${connection}:${manager.id}`)) return true;
  }
  return false;
}
