import { hoursBetween } from '../domain/elapsed.ts';
import type { Leftover } from '../domain/provisioning.ts';
import { defineCheck } from './check.ts';

export default defineCheck({
  id: 'leaver-still-active',
  ref: 'SYN-10',
  title: 'Somebody who is switched off is still active in an application',
  severity: 'critical',
  providers: ['okta'],
  needs: ['leftovers'],
  why: 'This is what offboarding is for: the person is gone and the account still opens.',
  fix: 'Deactivate the account in the application now, then mend the provisioning so that it does not happen again.',
  permissions: { okta: ['okta.apps.read', 'okta.users.read'] },
  thresholds: {
    'leavers.downstream.max_hours': {
      value: 4,
      unit: 'hours',
      source: 'ours',
      why: 'Okta works through its queue in minutes; four hours are no queue',
    },
  },
  evaluate: ({ leftovers: { apps, accounts, found } }, { now, threshold }) => {
    if (apps === 0)
      return {
        status: 'not_applicable',
        reason: 'not_applicable',
        sentence: 'no application is provisioned',
      };
    const grace = threshold('leavers.downstream.max_hours');
    // A date that is not told is no excuse.
    const late = ({ since }: Leftover): boolean => since === null || hoursBetween(since, now) > grace;
    return {
      findings: found.filter(late).map(({ app, login, status, since }) => ({
        subject: `${login} in ${app.name}`,
        message: `${status} in the directory${since === null ? '' : ` since ${since.toISOString()}`}, active in the application`,
      })),
      population: `${accounts} accounts of ${apps} applications`,
      coverage: 'what Okta believes of its accounts there; the applications themselves are not asked',
    };
  },
});
