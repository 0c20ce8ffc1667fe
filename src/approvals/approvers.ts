import type { Approval, ApproverRule } from '../domain/approval.ts';
import { accountKey, accountsIn, type Principal } from '../domain/principal.ts';
import { reasonOf } from '../lib/operator-error.ts';
import type { Eligibility } from './decide.ts';
import { managersOf } from './managers.ts';
import { groupIn, lookUpIn, relationsIn, rulesNow, ruleWords } from './rules.ts';
import type { ApproverSource, ApproverTools } from './tools.ts';

/**
 * Whether somebody may decide in the stage that waits, read live. A rule that cannot be read makes nobody an approver, and
 * the whole unreadable unless another rule says yes. Never throws for what a directory does.
 */
export async function eligibilityOf(
  { providers, clock, log }: ApproverTools,
  approval: Approval,
  who: Principal,
): Promise<Eligibility> {
  const unread: string[] = [];
  for (const rule of rulesNow(approval)) {
    try {
      if (await makesApprover(providers, rule, { approval, who })) {
        return { kind: 'eligible', evidence: `${ruleWords(rule)}, read at ${clock.now().toISOString()}` };
      }
    } catch (error) {
      const reason = reasonOf(error);
      log.warn({ approval: approval.id, rule: rule.kind, reason }, 'a rule for approvers could not be read');
      unread.push(`${ruleWords(rule)}: ${reason}`);
    }
  }
  return unread.length > 0 ? { kind: 'unreadable', because: unread.join('; ') } : { kind: 'not_eligible' };
}

interface Candidate {
  readonly approval: Approval;
  readonly who: Principal;
}

async function makesApprover(
  providers: readonly ApproverSource[],
  rule: ApproverRule,
  { approval, who }: Candidate,
): Promise<boolean> {
  switch (rule.kind) {
    case 'group':
      return await isMember(providers, rule, who);
    case 'owners': {
      const group = await groupIn(providers, rule);
      const owners = await relationsIn(providers, rule.connection).ownersOf(group.id);
      return owners.some(({ id }) => who.accounts.includes(accountKey(rule.connection, id)));
    }
    case 'manager':
      return await managesAll(providers, approval.beneficiaries, who);
    case 'people':
      return await isNamed(providers, rule, who);
  }
}

async function isMember(
  providers: readonly ApproverSource[],
  rule: Extract<ApproverRule, { kind: 'group' }>,
  who: Principal,
): Promise<boolean> {
  const group = await groupIn(providers, rule);
  const lookUp = lookUpIn(providers, rule.connection);
  for (const account of accountsIn(who, rule.connection)) {
    if (await lookUp.isMember(group.id, account)) return true;
  }
  return false;
}

async function isNamed(
  providers: readonly ApproverSource[],
  rule: Extract<ApproverRule, { kind: 'people' }>,
  who: Principal,
): Promise<boolean> {
  const lookUp = lookUpIn(providers, rule.connection);
  const logins = new Set(rule.logins.map((login) => login.toLowerCase()));
  for (const id of accountsIn(who, rule.connection)) {
    const account = await lookUp.account(id);
    if (account?.status === 'active' && logins.has(account.login.toLowerCase())) return true;
  }
  return false;
}

async function managesAll(
  providers: readonly ApproverSource[],
  beneficiaries: readonly Principal[],
  who: Principal,
): Promise<boolean> {
  for (const beneficiary of beneficiaries) {
    const managers = await managersOf(providers, beneficiary);
    if (!managers.some(({ id }) => who.accounts.includes(id))) return false;
  }
  return beneficiaries.length > 0;
}
