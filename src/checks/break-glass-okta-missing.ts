import type { AccountStatus, JudgedAccount } from '../domain/account.ts';
import type { BreakGlassState } from '../domain/break-glass.ts';
import { refused } from '../domain/emergency.ts';
import type { Severity } from '../domain/finding.ts';
import { byId, existing, holders, unlistedSentence } from '../domain/people.ts';
import { type RoleAssignment, SUPER_ADMIN } from '../domain/role.ts';
import { type Draft, defineCheck, seesRoles } from './check.ts';

const unusable = ['locked', 'suspended', 'disabled', 'staged', 'recovery', 'unknown'];

export default defineCheck({
  id: 'break-glass-okta-missing',
  ref: 'BG-O-01',
  title: 'Fewer than two working super admins, or no registered emergency account among them',
  severity: 'critical',
  providers: ['okta'],
  needs: ['breakGlass', 'roles', 'accounts'],
  why: 'Only a super admin can reset another super admin. If the last one is locked out, nobody gets in, and Okta Support creates none.',
  fix: 'Grant Super Administrator directly to a dedicated, Okta-sourced account, and mend the broken one while another super admin can still sign in.',
  permissions: { okta: [...seesRoles.okta, 'okta.users.read'] },
  thresholds: {
    'admins.super.min': {
      value: 2,
      unit: 'active super admins',
      source: 'okta',
      why: 'Okta support: keep more than one active super admin',
    },
  },
  evaluate: ({ breakGlass, roles, accounts }, { threshold, breakGlass: registry }) => {
    const supers = roles.filter(({ roleId }) => roleId === SUPER_ADMIN);
    const present = existing(breakGlass);
    const statuses = statusesOf(holders(supers), present, accounts);
    const active = statuses.filter((status) => status === 'active').length;
    // Not in the mirror yet: whether they make up what is missing is not known.
    const unlisted = statuses.filter((status) => status === undefined).length;
    const least = threshold('admins.super.min');
    const findings: Draft[] = [];
    if (active + unlisted < least) {
      const message = `${active + unlisted} active super admins, ${least} are needed`;
      findings.push({ subject: 'directory', message });
    }
    if (registry.length === 0) {
      const message = 'no emergency account of this org is registered under break_glass';
      findings.push({ subject: 'registry', severity: 'high', message });
    }
    const allBroken = present.every(({ account }) => unusable.includes(account.status));
    const severity = allBroken ? 'critical' : 'high';
    for (const { entry, account } of breakGlass) {
      if (account === null || account.softDeleted)
        findings.push({
          subject: entry.login,
          severity,
          message: 'no account has this login, written in full',
        });
      else
        findings.push(
          ...faultsOf(entry.login, account, severity),
          ...roleFaults(entry.login, account, supers),
        );
    }
    const unread = refused(present, 'blocks');
    // What is known to be wrong is said; without the blocks nothing is known to be right.
    if (unread !== null && findings.length === 0) return unread;
    if (active < least && findings.length === 0)
      return { status: 'not_evaluated', reason: 'evidence_incomplete', sentence: unlistedSentence(unlisted) };
    return { findings, population: `${active} active super admins, ${present.length} registered accounts` };
  },
});

/** Registered accounts were read live, the others stand in the mirror; undefined = in neither. */
function statusesOf(
  ids: ReadonlySet<string>,
  present: readonly { readonly account: BreakGlassState }[],
  accounts: readonly JudgedAccount[],
): readonly (AccountStatus | undefined)[] {
  const live = new Map(present.map(({ account }) => [account.id, account.status]));
  const known = byId(accounts);
  return [...ids].map((id) => live.get(id) ?? known.get(id)?.status);
}

function faultsOf(subject: string, { status, blocks }: BreakGlassState, severity: Severity): Draft[] {
  const drafts: Draft[] = [];
  if (unusable.includes(status)) drafts.push({ subject, severity, message: `the account is ${status}` });
  if (status === 'password_expired')
    drafts.push({ subject, severity: 'medium', message: 'its password has expired' });
  if (!(blocks instanceof Error) && blocks.length > 0) {
    const message = `it is blocked for new devices (${blocks.join(', ')}): it could not sign in when it is needed`;
    drafts.push({ subject, severity: 'high', message });
  }
  return drafts;
}

function roleFaults(subject: string, { id }: BreakGlassState, supers: readonly RoleAssignment[]): Draft[] {
  const held = supers.filter(({ accountId }) => accountId === id);
  if (held.length === 0) return [{ subject, severity: 'high', message: 'it is not super admin' }];
  return held.some(({ viaGroupId }) => viaGroupId === null)
    ? []
    : [{ subject, severity: 'medium', message: 'it is super admin only through a group' }];
}
