import { byId, daysSince, holders, isEnabled, registeredLogins } from '../domain/people.ts';
import type { RoleAssignment } from '../domain/role.ts';
import { type Draft, defineCheck, seesRoles } from './check.ts';

export default defineCheck({
  id: 'admin-dormant',
  ref: 'ADM-06',
  title: 'A dormant or disabled account holds an administrator role',
  severity: 'medium',
  providers: ['okta', 'entra'],
  needs: ['roles', 'accounts', 'adminSignIns'],
  why: 'Nobody misses an administrator who never signs in, and nobody notices when a stranger does it for them.',
  fix: 'Remove the role first, the account second.',
  permissions: {
    okta: [...seesRoles.okta, 'okta.users.read'],
    entra: [...seesRoles.entra, 'AuditLog.Read.All'],
  },
  thresholds: {
    'admins.dormant.max_days': {
      value: 90,
      unit: 'days without sign-in',
      source: 'microsoft',
      why: 'PIM alert on stale sign-ins',
    },
    'admins.dormant.warn_days': {
      value: 60,
      unit: 'days without sign-in',
      source: 'ours',
      why: 'time to ask',
    },
    'admins.unused.max_days': {
      value: 14,
      unit: 'days after assignment',
      source: 'ours',
      why: 'a role that was never used was not needed',
    },
  },
  evaluate: ({ roles, accounts, adminSignIns }, { now, breakGlass, threshold }) => {
    const known = byId(accounts);
    const registry = registeredLogins(breakGlass);
    const firstRole = earliest(roles);
    const admins = [...holders(roles)].filter(
      (id) => !registry.has(known.get(id)?.login.toLowerCase() ?? ''),
    );
    const unknown = admins.filter(
      (id) => isEnabled(known.get(id)?.status ?? 'active') && !adminSignIns.has(id),
    );
    if (unknown.length > 0)
      return {
        status: 'not_evaluated',
        reason: 'evidence_incomplete',
        sentence: `the last sign-in of ${unknown.length} of ${admins.length} administrators is unknown`,
      };
    const findings = admins.flatMap((id): Draft[] => {
      const account = known.get(id);
      // Who is not in the mirror yet is judged by what was read live.
      const subject = account?.login ?? id;
      if (account?.status === 'disabled' || account?.status === 'suspended')
        return [{ subject, message: `the account is ${account.status} and still holds a role` }];
      const last = adminSignIns.get(id) ?? null;
      if (last === null) {
        const since = firstRole.get(id) ?? account?.createdAt ?? null;
        const unused = since !== null && daysSince(since, now) > threshold('admins.unused.max_days');
        return unused ? [{ subject, message: 'never signed in since the role was assigned' }] : [];
      }
      const days = daysSince(last, now);
      if (days > threshold('admins.dormant.max_days'))
        return [{ subject, message: `last signed in ${days} days ago` }];
      return days > threshold('admins.dormant.warn_days')
        ? [{ subject, severity: 'low', message: `last signed in ${days} days ago` }]
        : [];
    });
    return { findings, population: `${admins.length} administrators; break-glass accounts left out` };
  },
});

/** When somebody got the first of their roles; a role without a date tells nothing. */
function earliest(roles: readonly RoleAssignment[]): ReadonlyMap<string, Date> {
  const first = new Map<string, Date>();
  for (const { accountId, since } of roles) {
    const known = first.get(accountId);
    if (since !== null && (known === undefined || since < known)) first.set(accountId, since);
  }
  return first;
}
