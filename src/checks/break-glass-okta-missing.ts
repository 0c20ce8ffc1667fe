import { byId, existing, holders } from '../domain/people.ts';
import { SUPER_ADMIN } from '../domain/role.ts';
import { defineCheck } from './check.ts';

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
  permissions: { okta: ['okta.users.read', 'okta.roles.read', 'okta.groups.read'] },
  thresholds: {
    'admins.super.min': {
      value: 2,
      unit: 'active super admins',
      source: 'okta',
      why: 'Okta support: keep more than one active super admin',
    },
  },
  evaluate: ({ breakGlass, roles, accounts }, { threshold, breakGlass: registry }) => {
    const known = byId(accounts);
    const active = [...holders(roles, (role) => role.roleId === SUPER_ADMIN)].filter(
      (id) => known.get(id)?.status === 'active',
    );
    const findings = [];
    if (active.length < threshold('admins.super.min')) {
      findings.push({
        subject: 'directory',
        message: `${active.length} active super admins, ${threshold('admins.super.min')} are needed`,
      });
    }
    if (registry.length === 0) {
      findings.push({
        subject: 'registry',
        severity: 'high' as const,
        message: 'no emergency account of this org is registered under break_glass',
      });
    }
    const present = existing(breakGlass);
    const allBroken =
      registry.length > 0 && present.every(({ account }) => unusable.includes(account.status));
    for (const { entry, account } of breakGlass) {
      if (account === null)
        findings.push({ subject: entry.login, message: 'the registered account does not exist' });
    }
    for (const { entry, account } of present) {
      const direct = roles.some(
        (r) => r.accountId === account.id && r.roleId === SUPER_ADMIN && r.viaGroupId === null,
      );
      const grouped = roles.some((r) => r.accountId === account.id && r.roleId === SUPER_ADMIN);
      const severity = allBroken ? ('critical' as const) : ('high' as const);
      if (unusable.includes(account.status))
        findings.push({ subject: entry.login, severity, message: `the account is ${account.status}` });
      else if (account.status === 'password_expired')
        findings.push({
          subject: entry.login,
          severity: 'medium' as const,
          message: 'its password has expired',
        });
      if (!(account.blocks instanceof Error) && account.blocks.length > 0) {
        findings.push({
          subject: entry.login,
          severity: 'high' as const,
          message: `it is blocked for new devices (${account.blocks.join(', ')}): it could not sign in when it is needed`,
        });
      }
      if (!direct && grouped)
        findings.push({
          subject: entry.login,
          severity: 'medium' as const,
          message: 'it is super admin only through a group',
        });
      else if (!direct)
        findings.push({ subject: entry.login, severity: 'high' as const, message: 'it is not super admin' });
    }
    return {
      findings,
      population: `${active.length} active super admins, ${present.length} registered accounts`,
    };
  },
});
