import { existing, unregistered } from '../domain/people.ts';
import { GLOBAL_ADMINISTRATOR, type RoleAssignment } from '../domain/role.ts';
import { type Draft, defineCheck } from './check.ts';

export default defineCheck({
  id: 'break-glass-entra-powerless',
  ref: 'BG-E-02',
  title: 'The emergency account is not Global Administrator actively, for good and tenant-wide',
  severity: 'critical',
  providers: ['entra'],
  needs: ['breakGlass', 'roleHolders'],
  why: 'An eligible role must be activated first, and activation is what may be down.',
  fix: 'In PIM add an active assignment of Global Administrator without an end for this account, and remove the eligible one.',
  permissions: {
    entra: ['User.Read.All', 'RoleManagement.Read.Directory', 'GroupMember.Read.All'],
  },
  thresholds: {},
  // Who is only eligible fails either way: it need not be known.
  evaluate: ({ breakGlass, roleHolders }) => {
    const held = new Map<string, RoleAssignment[]>();
    for (const role of roleHolders.filter(({ roleId }) => roleId === GLOBAL_ADMINISTRATOR)) {
      held.set(role.accountId, [...(held.get(role.accountId) ?? []), role]);
    }
    const present = existing(breakGlass);
    if (present.length === 0) return { findings: unregistered };
    const findings = present.flatMap(({ entry, account }) => judge(entry.login, held.get(account.id) ?? []));
    return { findings, population: `${present.length} registered accounts that exist` };
  },
});

function judge(subject: string, roles: readonly RoleAssignment[]): Draft[] {
  // An eligible role that somebody activated looks active too, until it runs out.
  const lasting = roles.filter(
    ({ state, endsAt, scope }) => state === 'active' && endsAt === null && ['tenant', '/'].includes(scope),
  );
  if (lasting.some(({ viaGroupId }) => viaGroupId === null)) return [];
  if (lasting.length > 0) {
    const message = 'it is Global Administrator only through a group, which is now part of the way back in';
    return [{ subject, severity: 'medium', message }];
  }
  const [first] = roles;
  if (first === undefined) return [{ subject, message: 'it is not Global Administrator' }];
  if (first.state !== 'active')
    return [{ subject, message: `it is Global Administrator only as ${first.state}` }];
  return first.endsAt === null
    ? [{ subject, message: `it is Global Administrator only within ${first.scope}` }]
    : [{ subject, message: `its role ends on ${first.endsAt.toISOString().slice(0, 10)}` }];
}
