import { holders, isTop } from '../domain/people.ts';
import { type Draft, defineCheck, seesRoles } from './check.ts';

export default defineCheck({
  id: 'admin-group-filled',
  ref: 'ADM-11',
  title: 'A role is granted by a group that a rule or another directory fills',
  severity: 'medium',
  providers: ['okta'],
  needs: ['roleGroups', 'roles'],
  why: 'Whoever may write the attribute that the rule reads can make an administrator.',
  fix: 'Assign the role directly, or through an Okta group that super admins fill by hand or by approved requests.',
  permissions: { okta: seesRoles.okta },
  thresholds: {},
  evaluate: ({ roleGroups, roles }) => {
    const supers = holders(roles, isTop);
    const findings = roleGroups.flatMap(
      ({ name, type, filledByRules, grantsTop, ownerIds, roleNames }): Draft[] => {
        const severity = grantsTop ? ('high' as const) : ('medium' as const);
        const held = roleNames.join(', ');
        if (type === 'app_group')
          return [{ subject: name, severity, message: `comes from another directory and grants ${held}` }];
        // Okta's own groups hold everybody, or every administrator.
        if (type === 'builtin')
          return [{ subject: name, severity, message: `is filled by Okta itself and grants ${held}` }];
        if (filledByRules.length > 0)
          return [
            {
              subject: name,
              severity,
              message: `is filled by the rule "${filledByRules.join('", "')}" and grants ${held}`,
            },
          ];
        const owners = ownerIds.filter((id) => !supers.has(id)).length;
        const message = `${owners} owners who are no super admins may change who gets ${held}`;
        return owners > 1 ? [{ subject: name, severity: 'low', message }] : [];
      },
    );
    return { findings, population: `${roleGroups.length} groups that grant roles` };
  },
});
