import type { AppLog } from '../domain/provisioning.ts';
import { type Draft, defineCheck, type Judging } from './check.ts';

export default defineCheck({
  id: 'provisioning-group-failing',
  ref: 'SYN-06',
  title: "A group's members do not reach an application",
  severity: 'medium',
  providers: ['entra'],
  needs: ['provisioningLog'],
  why: 'Microsoft does not count these failures: a job can lose every change of its groups and stay out of quarantine.',
  fix: 'Usually the member was never provisioned: assign the person, or the nested group itself, and provision on demand.',
  permissions: { entra: ['ProvisioningLog.Read.All'] },
  thresholds: {
    'provisioning.group_failures.max_percent': {
      value: 5,
      unit: '% of group updates',
      source: 'ours',
      why: 'single ones are told of as low, unless the group is a sensitive one (watch.groups)',
    },
    'provisioning.group_failures.min_cycles': {
      value: 2,
      unit: 'cycles',
      source: 'microsoft',
      why: 'members that come later than their group heal in the next cycle',
    },
  },
  evaluate: ({ provisioningLog: { apps } }, judging) => {
    const updates = apps.reduce((sum, { groupUpdates }) => sum + groupUpdates, 0);
    return {
      findings: apps.flatMap((log) => describe(log, judging)),
      population: `${updates} group updates in 24 hours`,
    };
  },
});

function describe({ app, groupUpdates, failingGroups }: AppLog, { threshold, sensitive }: Judging): Draft[] {
  const persistent = failingGroups.filter(
    ({ cycles }) => cycles >= threshold('provisioning.group_failures.min_cycles'),
  );
  const failures = persistent.reduce((sum, group) => sum + group.failures, 0);
  const many = (failures / groupUpdates) * 100 > threshold('provisioning.group_failures.max_percent');
  return persistent.map(({ name, failures: times, because }) => ({
    subject: `${name} in ${app.name}`,
    severity: many || sensitive(name) ? 'medium' : 'low',
    message: `${times} updates of its members failed${because === null ? '' : `: ${because}`}`,
  }));
}
