import { hoursBetween } from '../domain/elapsed.ts';
import type { PushMapping } from '../domain/provisioning.ts';
import { type Draft, defineCheck, type Judging } from './check.ts';

export default defineCheck({
  id: 'group-push-in-error',
  ref: 'SYN-12',
  title: 'A group is not pushed to its application',
  severity: 'medium',
  providers: ['okta'],
  needs: ['pushMappings'],
  why: 'What the group opens in the application stays as it was on the day the push broke.',
  fix: 'Link the target group again, or unlink it and push anew; look for a group that was renamed or deleted there.',
  permissions: { okta: ['okta.apps.read', 'okta.groups.read'] },
  thresholds: {
    'group_push.delay.max_hours': { value: 1, unit: 'hours', source: 'ours', why: 'a push takes minutes' },
  },
  evaluate: ({ pushMappings }, judging) => {
    if (pushMappings.length === 0)
      return { status: 'not_applicable', reason: 'not_applicable', sentence: 'no group is pushed to an app' };
    return {
      findings: pushMappings.flatMap((mapping) => describe(mapping, judging)),
      population: `${pushMappings.length} pushed groups`,
    };
  },
});

function describe(mapping: PushMapping, { now, threshold }: Judging): Draft[] {
  const subject = `${mapping.group} in ${mapping.app.name}`;
  const drafts: Draft[] = [];
  const last =
    mapping.lastPushAt === null ? 'never pushed' : `last pushed ${mapping.lastPushAt.toISOString()}`;
  if (mapping.status === 'ERROR')
    drafts.push({ subject, message: `${mapping.error ?? 'in error, and why is not told'} (${last})` });
  if (mapping.status === 'INACTIVE')
    drafts.push({ subject, severity: 'low', message: 'the push is switched off' });
  const grace = threshold('group_push.delay.max_hours');
  const { membersChangedAt: changed, lastPushAt: pushed } = mapping;
  const behind =
    changed !== null &&
    hoursBetween(changed, now) > grace &&
    (pushed === null || hoursBetween(pushed, changed) > grace);
  if (mapping.status === 'ACTIVE' && behind)
    drafts.push({ subject, severity: 'low', message: `its members changed since (${last})` });
  if (mapping.assigns)
    drafts.push({
      subject,
      severity: 'low',
      message: 'the same group also assigns people, which Okta does not support: members go missing',
    });
  return drafts;
}
