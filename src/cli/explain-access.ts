import type { App } from '../app.ts';
import type { AccessRefusal } from '../approvals/access-refusals.ts';
import { decidersOf } from '../approvals/deciders.ts';
import { personOf } from '../approvals/informants.ts';
import { type AccessTerms, evaluate } from '../approvals/policy.ts';
import {
  denialsFor,
  type MatchedPolicy,
  oppositesOf,
  type PolicyGroup,
  policiesFor,
} from '../approvals/policy-match.ts';
import { stagesFor } from '../approvals/policy-stages.ts';
import { readAccessFacts } from '../approvals/request-facts.ts';
import { ruleWords } from '../approvals/rules.ts';
import type { ApproverRule, Stage } from '../domain/approval.ts';
import type { GroupReference } from '../domain/group.ts';
import type { AccessSettings } from '../domain/policy.ts';
import { isSamePrincipal, type Principal } from '../domain/principal.ts';
import { OperatorError, reasonOf } from '../lib/operator-error.ts';

export interface ExplainAsk {
  readonly group: GroupReference;
  readonly login: string;
  /** null = as long as the policy gives. */
  readonly minutes: number | null;
}

export interface ExplainedRule {
  readonly rule: string;
  readonly people: readonly string[];
  /** Approvers who may not decide here: it is about themselves. */
  readonly notThemselves: readonly string[];
  readonly more: boolean;
  readonly missing: readonly string[];
  readonly unread: readonly string[];
}

export interface ExplainedStage {
  readonly name: string;
  readonly quorum: number;
  readonly escalateAfterMinutes: number | null;
  /** Whether enough people could decide for this person, sooner or later; null = not everything could be read. */
  readonly canEnd: boolean | null;
  readonly approvers: readonly ExplainedRule[];
  readonly fallback: readonly ExplainedRule[];
}

export interface Explanation {
  readonly person: Pick<Principal, 'id' | 'name' | 'email'>;
  readonly group: PolicyGroup | null;
  /** The first speaks. */
  readonly policies: readonly MatchedPolicy[];
  readonly denials: readonly string[];
  readonly opposites: readonly string[];
  /** A reason and a ticket are taken as given. */
  readonly answer: AccessTerms | AccessRefusal;
  readonly stages: readonly ExplainedStage[];
  /** Why the directory would not let Lockstep change the group; null = nothing stands in the way, or it cannot be asked. */
  readonly obstacle: string | null;
}

/** What would come of a request of somebody for themselves, read live and asked of nobody. Throws where the person is not there. */
export async function explainAccess(app: App, ask: ExplainAsk): Promise<Explanation> {
  const { access } = app.config.settings;
  const person = await personOf(app, { connection: ask.group.connection, login: ask.login });
  if (person === null) throw unknownPerson(ask);
  const { id, name, email } = person;
  const facts = await readAccessFacts(app, access, {
    group: ask.group,
    requester: person,
    beneficiary: person,
  });
  const known = { person: { id, name, email } };
  if ('refused' in facts)
    return {
      ...known,
      group: null,
      policies: [],
      denials: [],
      opposites: [],
      answer: facts,
      stages: [],
      obstacle: null,
    };
  const { group } = facts;
  const policies = policiesFor(access, group);
  const wish = { minutes: ask.minutes, permanent: false, reason: null, ticket: null, emergency: false };
  const answer = evaluate({ access: withoutWords(access), facts, wish, spent: null });
  const stages =
    'stages' in answer
      ? answer.stages
      : policies.slice(0, 1).flatMap(({ policy }) => stagesFor(policy, group));
  return {
    ...known,
    group,
    policies,
    denials: denialsFor(access, group).map(({ reason }) => reason),
    opposites: oppositesOf(access, group).map(
      ({ other, reason }) => `${other.group} (${other.connection}): ${reason}`,
    ),
    answer,
    stages: await Promise.all(stages.map(async (stage) => await explainStage(app, stage, { group, person }))),
    obstacle: await obstacleOf(app, group),
  };
}

/** Nobody has said a reason or a ticket yet. */
function withoutWords(access: AccessSettings): AccessSettings {
  const policies = access.policies.map((policy) => ({ ...policy, reasonRequired: false, ticket: null }));
  return { ...access, policies };
}

interface About {
  readonly group: PolicyGroup;
  readonly person: Principal;
}

async function explainStage(app: App, stage: Stage, about: About): Promise<ExplainedStage> {
  const explain = async (rules: readonly ApproverRule[]): Promise<readonly ExplainedRule[]> =>
    await Promise.all(rules.map(async (rule) => await explainRule(app, rule, about)));
  const approvers = await explain(stage.approvers);
  const fallback = await explain(stage.fallback);
  return {
    name: stage.name,
    quorum: stage.quorum,
    escalateAfterMinutes: stage.escalateAfterMinutes,
    canEnd: canEnd(stage, stage.escalateAfterMinutes === null ? approvers : [...approvers, ...fallback]),
    approvers,
    fallback,
  };
}

function canEnd({ quorum }: Stage, rules: readonly ExplainedRule[]): boolean | null {
  if (rules.some(({ more }) => more)) return true;
  if (new Set(rules.flatMap(({ people }) => people)).size >= quorum) return true;
  return rules.some(({ unread }) => unread.length > 0) ? null : false;
}

async function explainRule(app: App, rule: ApproverRule, { group, person }: About): Promise<ExplainedRule> {
  const deciders = await decidersOf(app, rule, person);
  const words = ruleWords(rule.kind === 'owners' ? { ...rule, group: group.name } : rule);
  const [themselves, others] = [true, false].map((same) =>
    deciders.people.filter((each) => isSamePrincipal(each, person) === same).map(({ email }) => email),
  );
  return {
    rule: words,
    people: others ?? [],
    notThemselves: themselves ?? [],
    more: deciders.open,
    missing: deciders.missing,
    unread: deciders.unread,
  };
}

async function obstacleOf({ providers }: App, { connection, id }: PolicyGroup): Promise<string | null> {
  const memberships = providers.find((each) => each.id === connection)?.memberships;
  if (memberships === undefined) return null;
  try {
    return (await memberships.obstacle(id))?.why ?? null;
  } catch (error) {
    return `whether it may be changed could not be read: ${reasonOf(error)}`;
  }
}

function unknownPerson({ login, group }: ExplainAsk): OperatorError {
  return new OperatorError(
    'ACCOUNT_UNKNOWN',
    `there is no account ${login} in ${group.connection}`,
    'Give the login as the directory writes it, or another --connection.',
  );
}
