import type { AssignedGroup } from '../domain/provisioning.ts';
import { type Draft, defineCheck } from './check.ts';

export default defineCheck({
  id: 'assigned-group-underprovisioned',
  ref: 'SYN-08',
  title: 'An assigned group brings fewer people than it seems',
  severity: 'medium',
  providers: ['entra'],
  needs: ['assignedGroups'],
  why: 'Only direct members are provisioned: whoever is in a nested group waits for an account that never comes.',
  fix: 'Assign the nested group itself, or put its people into the assigned one.',
  permissions: {
    entra: ['Application.Read.All', 'Synchronization.Read.All', 'GroupMember.Read.All'],
  },
  thresholds: {},
  evaluate: ({ assignedGroups }) => ({
    findings: assignedGroups.flatMap(describe),
    population: `${assignedGroups.length} groups assigned to applications with provisioning`,
    coverage: 'what the applications themselves hold is not read',
  }),
});

function describe({ app, name, securityEnabled, directMembers, nestedGroups }: AssignedGroup): Draft[] {
  const subject = `${name} in ${app.name}`;
  const drafts: Draft[] = [];
  if (nestedGroups.length > 0)
    drafts.push({
      subject,
      message: `people of the groups inside it are not provisioned: ${nestedGroups.join(', ')}`,
    });
  if (!securityEnabled)
    drafts.push({
      subject,
      severity: 'low',
      message: 'it is not security-enabled, so nobody gets access by it',
    });
  if (directMembers === 0 && nestedGroups.length === 0)
    drafts.push({ subject, severity: 'low', message: 'it has no members' });
  return drafts;
}
