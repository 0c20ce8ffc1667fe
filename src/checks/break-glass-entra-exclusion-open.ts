import { refused } from '../domain/emergency.ts';
import { existing, holders, isTierZero, unregistered } from '../domain/people.ts';
import { type Draft, defineCheck, seesRoles } from './check.ts';

export default defineCheck({
  id: 'break-glass-entra-exclusion-open',
  ref: 'BG-E-09',
  title: 'The group that excludes the emergency account is unprotected or holds somebody else',
  severity: 'high',
  providers: ['entra'],
  needs: ['breakGlass', 'exclusionGroups', 'roles'],
  why: 'Whoever is in that group walks past Conditional Access.',
  fix: 'Remove surplus members, and move the group into a restricted management administrative unit or make it role-assignable.',
  permissions: {
    entra: [...seesRoles.entra, 'Policy.Read.All'],
  },
  thresholds: {
    'break_glass.strangers.max_named': {
      value: 20,
      unit: 'surplus members',
      source: 'ours',
      why: 'above it the group is named instead of each of them',
    },
  },
  evaluate: ({ breakGlass, exclusionGroups, roles }, { excepted, threshold }) => {
    const present = existing(breakGlass);
    if (present.length === 0) return { findings: unregistered };
    // Which groups exclude an account is found among the groups it is in.
    const unread = refused(present, 'groupIds');
    if (unread !== null) return unread;
    const registry = new Set(present.map(({ account }) => account.id));
    const trusted = holders(roles, isTierZero);
    const findings = exclusionGroups.flatMap((group): Draft[] => {
      const subject = group.name;
      const strangers = group.memberIds
        .filter((id) => !registry.has(id))
        .map((id) => group.memberLogins.get(id) ?? id)
        .filter((login) => !excepted(login));
      const owners = group.ownerIds.filter((id) => !trusted.has(id));
      const extra: Draft[] =
        strangers.length > threshold('break_glass.strangers.max_named')
          ? [{ subject, message: `${strangers.length} others are in it and walk past Conditional Access` }]
          : strangers.map((login): Draft => {
              return { subject: login, message: `is in "${group.name}" and walks past Conditional Access` };
            });
      if (group.dynamic) extra.push({ subject, message: 'a rule decides who is excluded' });
      else if (!group.roleAssignable && !group.managementRestricted)
        extra.push({
          subject,
          severity: 'medium',
          message: 'any group administrator may change who is excluded',
        });
      if (owners.length > 0)
        extra.push({
          subject,
          severity: 'low',
          message: `${owners.length} owners are no tier-0 administrators`,
        });
      return extra;
    });
    return { findings, population: `${exclusionGroups.length} groups that exclude emergency accounts` };
  },
});
