import type { Stage } from '../domain/approval.ts';
import type { GroupReference } from '../domain/group.ts';
import type { AccessPolicy, AccessSettings, DenyRule } from '../domain/policy.ts';
import { isSamePrincipal } from '../domain/principal.ts';
import { type AccessFacts, type PersonFacts, referenceKey } from './access-facts.ts';
import { type AccessRefusal, refuse } from './access-refusals.ts';
import { denialsFor, oppositesOf, policiesFor } from './policy-match.ts';
import { stagesFor, withStandIns } from './policy-stages.ts';
import { type AccessWish, minutesOf, refusalOfWords } from './policy-wish.ts';

/** How often this policy was approved without asking today: for this person, and for everybody. */
export interface Spent {
  readonly byPerson: number;
  readonly inAll: number;
}

export interface AccessQuestion {
  readonly access: AccessSettings;
  readonly facts: AccessFacts;
  readonly wish: AccessWish;
  /** null = not counted: then nothing is approved without asking. */
  readonly spent: Spent | null;
}

/** On what terms it may be asked for. */
export interface AccessTerms {
  readonly policyId: string;
  /** Who decides, or for an emergency who reviews. */
  readonly stages: readonly Stage[];
  /** null = permanent. */
  readonly minutes: number | null;
  readonly stepUp: boolean;
  /** When the question ends by itself; for an emergency the time in which it must be reviewed. */
  readonly expiresInMinutes: number;
  /** Within the budget that needs no decision. */
  readonly auto: boolean;
  readonly emergency: boolean;
  readonly expiry: AccessPolicy['expiry'];
}

type Answer = boolean | null;

/**
 * Whether this may be asked for, and who decides. Pure. A denial wins over everything, separation over every policy, and of
 * the policies the most specific one speaks alone. What could not be read refuses.
 */
export function evaluate({ access, facts, wish, spent }: AccessQuestion): AccessTerms | AccessRefusal {
  const kept = keptOut(access, facts);
  if (kept !== null) return kept;
  const policy = policiesFor(access, facts.group)[0]?.policy;
  if (policy === undefined) return refuse('no_policy');
  const refusal = ineligibility(policy, facts, wish) ?? refusalOfWords(policy, wish);
  if (refusal !== null) return refusal;
  return {
    policyId: policy.id,
    stages: resolvedStages(policy, facts),
    minutes: minutesOf(policy, wish),
    stepUp: policy.stepUp,
    expiresInMinutes:
      wish.emergency && policy.emergency !== null
        ? policy.emergency.reviewWithinMinutes
        : policy.requestExpiresMinutes,
    auto: isWithinBudget(policy, { facts, wish, spent }),
    emergency: wish.emergency,
    expiry: policy.expiry,
  };
}

/** What keeps somebody out whatever a policy says, and whoever approves. */
export function keptOut(access: AccessSettings, facts: AccessFacts): AccessRefusal | null {
  return denialOf(access, facts) ?? separationOf(access, facts);
}

/** Whether one more may be approved without asking. Only for oneself, only with an end, and never in an emergency. */
function isWithinBudget(
  { autoApprove }: AccessPolicy,
  { facts, wish, spent }: Omit<AccessQuestion, 'access'>,
): boolean {
  if (autoApprove === null || spent === null || wish.emergency || wish.permanent) return false;
  if (isOnBehalf(facts)) return false;
  return spent.byPerson < autoApprove.perPersonPerDay && spent.inAll < autoApprove.perDay;
}

function denialOf(access: AccessSettings, facts: AccessFacts): AccessRefusal | null {
  let unread: DenyRule | null = null;
  for (const rule of denialsFor(access, facts.group)) {
    const answers = [facts.requester, facts.beneficiary].map((person) => isKeptOut(rule, person));
    if (answers.includes(true)) return refuse('denied', rule.reason);
    if (answers.includes(null)) unread ??= rule;
  }
  return unread === null ? null : refuse('unreadable', `whether this holds: ${unread.reason}`);
}

function isKeptOut({ who }: DenyRule, person: PersonFacts): Answer {
  if (who === null) return true;
  return anyOf(who.map((each) => (each.kind === 'group' ? isMember(person, each) : isNamed(person, each))));
}

function isNamed(
  { logins }: PersonFacts,
  named: { readonly connection: string; readonly logins: readonly string[] },
): Answer {
  const theirs = logins.get(named.connection) ?? null;
  if (theirs === null) return null;
  return named.logins.some((login) => theirs.includes(login.toLowerCase()));
}

function separationOf(access: AccessSettings, { group, beneficiary }: AccessFacts): AccessRefusal | null {
  const opposites = oppositesOf(access, group);
  const held = opposites.find(({ other }) => isMember(beneficiary, other) === true);
  if (held !== undefined) return refuse('separated', `${held.other.group}: ${held.reason}`);
  const unread = opposites.find(({ other }) => isMember(beneficiary, other) === null);
  return unread === undefined ? null : refuse('unreadable', unread.other.group);
}

function ineligibility(policy: AccessPolicy, facts: AccessFacts, wish: AccessWish): AccessRefusal | null {
  const { requester, beneficiary, group } = facts;
  const prefix = `${group.connection}:`;
  if (!beneficiary.principal.accounts.some((account) => account.startsWith(prefix)))
    return refuse('no_account');
  if (wish.emergency) {
    if (policy.emergency === null || isOnBehalf(facts)) return refuse('emergency_not_allowed');
    return refusalUnlessIn(requester, policy.emergency.requesters, 'emergency_not_allowed');
  }
  return (
    refusalUnlessIn(requester, policy.requesters, 'not_eligible') ??
    (isOnBehalf(facts) ? refusalUnlessIn(beneficiary, policy.requesters, 'beneficiary_not_eligible') : null)
  );
}

function refusalUnlessIn(
  person: PersonFacts,
  groups: readonly GroupReference[],
  code: 'not_eligible' | 'beneficiary_not_eligible' | 'emergency_not_allowed',
): AccessRefusal | null {
  const answer = anyOf(groups.map((group) => isMember(person, group)));
  if (answer === true) return null;
  const names = groups.map(({ group }) => group).join(', ');
  return refuse(answer === null ? 'unreadable' : code, names);
}

function isMember({ memberOf }: PersonFacts, group: GroupReference): Answer {
  return memberOf.get(referenceKey(group)) ?? null;
}

/** A yes is enough; without one, what was not read stays unknown. */
function anyOf(answers: readonly Answer[]): Answer {
  if (answers.includes(true)) return true;
  return answers.includes(null) ? null : false;
}

function isOnBehalf({ requester, beneficiary }: AccessFacts): boolean {
  return !isSamePrincipal(requester.principal, beneficiary.principal);
}

function resolvedStages(policy: AccessPolicy, { group, standIns }: AccessFacts): readonly Stage[] {
  const stages = stagesFor(policy, group);
  return policy.delegatesAllowed ? withStandIns(stages, standIns) : stages;
}
