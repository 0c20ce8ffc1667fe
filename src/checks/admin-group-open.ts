import { holders, isTierZero } from '../domain/people.ts';
import { type Draft, defineCheck, seesRoles } from './check.ts';

export default defineCheck({
  id: 'admin-group-open',
  ref: 'ADM-09',
  title: 'A group that grants roles can be changed by too many',
  severity: 'medium',
  providers: ['entra'],
  needs: ['roleGroups', 'roles'],
  why: 'Whoever may change the members of such a group can make an administrator.',
  fix: 'Recreate the group as role-assignable, take nested groups out, and leave no owner below tier 0.',
  permissions: {
    entra: seesRoles.entra,
  },
  thresholds: {},
  evaluate: ({ roleGroups, roles }) => {
    const trusted = holders(roles, isTierZero);
    const findings = roleGroups.flatMap((group): Draft[] => {
      const severity = group.grantsTop ? 'high' : 'medium';
      const say = (message: string): Draft => ({ subject: group.name, severity, message });
      const owners = group.ownerIds.filter((id) => !trusted.has(id)).length;
      return [
        ...(group.dynamic ? [say('a rule decides who is in it')] : []),
        ...(group.roleAssignable ? [] : [say('it is not role-assignable')]),
        ...(group.nestedGroupNames.length === 0
          ? []
          : [say(`it contains the groups ${group.nestedGroupNames.join(', ')}`)]),
        ...(owners === 0 ? [] : [say(`${owners} owners are no tier-0 administrators`)]),
      ];
    });
    return { findings, population: `${roleGroups.length} groups that grant roles` };
  },
});
