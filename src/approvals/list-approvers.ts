import type { Approval, ApproverRule } from '../domain/approval.ts';
import { isSamePrincipal, type Principal } from '../domain/principal.ts';
import { OperatorError, reasonOf } from '../lib/operator-error.ts';
import { managersOf, principalOf } from './managers.ts';
import { groupIn, lookUpIn, relationsIn, rulesNow } from './rules.ts';
import type { ApproverSource, ApproverTools } from './tools.ts';

/** Somebody to ask, and what makes them an approver. */
export interface Approver {
  readonly principal: Principal;
  readonly rule: ApproverRule;
}

export interface Approvers {
  /** Without the requester and the beneficiaries; each person once. */
  readonly people: readonly Approver[];
  /** Rules whose people are not among them, and why. `large`: they may decide, but are too many to be asked one by one. */
  readonly unread: readonly {
    readonly rule: ApproverRule;
    readonly because: string;
    readonly large: boolean;
  }[];
}

/** A group with more members is not asked one by one. */
const MOST_MEMBERS = 50;

/** Who may decide in the stage that waits, read live, for asking them. That they may is found out anew when they decide. */
export async function listApprovers(
  { providers, log }: ApproverTools,
  approval: Approval,
): Promise<Approvers> {
  const people: Approver[] = [];
  const unread: Approvers['unread'][number][] = [];
  const parties = [approval.requester, ...approval.beneficiaries];
  for (const rule of rulesNow(approval)) {
    try {
      for (const principal of await peopleOf(providers, rule, approval)) {
        const known = [...parties, ...people.map((each) => each.principal)];
        if (!known.some((each) => isSamePrincipal(each, principal))) people.push({ principal, rule });
      }
    } catch (error) {
      const large = error instanceof OperatorError && error.code === 'GROUP_TOO_LARGE';
      const because = reasonOf(error);
      if (!large)
        log.warn(
          { approval: approval.id, rule: rule.kind, reason: because },
          'approvers could not be listed',
        );
      unread.push({ rule, because, large });
    }
  }
  return { people, unread };
}

/** Whom a rule names, read live. Throws where it cannot be read, and GROUP_TOO_LARGE where they are too many to list. */
export async function peopleOf(
  providers: readonly ApproverSource[],
  rule: ApproverRule,
  { beneficiaries }: Pick<Approval, 'beneficiaries'>,
): Promise<readonly Principal[]> {
  switch (rule.kind) {
    case 'group': {
      const group = await groupIn(providers, rule);
      const members = await relationsIn(providers, rule.connection).membersOf(group.id, MOST_MEMBERS);
      return members.map((account) => principalOf(rule.connection, account));
    }
    case 'owners': {
      const group = await groupIn(providers, rule);
      const owners = await relationsIn(providers, rule.connection).ownersOf(group.id);
      const active = owners.filter(({ status }) => status === 'active');
      return active.map((account) => principalOf(rule.connection, account));
    }
    case 'manager':
      return await managersOfAll(providers, beneficiaries);
    case 'people':
      return await named(providers, rule);
  }
}

/** Who manages each of them. */
async function managersOfAll(
  providers: readonly ApproverSource[],
  beneficiaries: readonly Principal[],
): Promise<readonly Principal[]> {
  const each = await Promise.all(beneficiaries.map(async (one) => await managersOf(providers, one)));
  const [first = [], ...others] = each;
  return first.filter(({ id }) => others.every((managers) => managers.some((manager) => manager.id === id)));
}

async function named(
  providers: readonly ApproverSource[],
  { connection, logins }: Extract<ApproverRule, { kind: 'people' }>,
): Promise<readonly Principal[]> {
  const lookUp = lookUpIn(providers, connection);
  const found: Principal[] = [];
  for (const login of logins) {
    // Both vendors take a login where they take an id; Okta takes a part of one as well.
    const account = await lookUp.account(login);
    if (account?.status === 'active' && account.login.toLowerCase() === login.toLowerCase()) {
      found.push(principalOf(connection, account));
    }
  }
  return found;
}
