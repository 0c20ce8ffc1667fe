import { hoursBetween } from '../domain/elapsed.ts';
import { holders } from '../domain/people.ts';
import { defineCheck, seesRoles } from './check.ts';

export default defineCheck({
  id: 'directory-sync-errors',
  ref: 'SYN-15',
  title: 'Accounts are not synchronised because of conflicts',
  severity: 'medium',
  providers: ['entra'],
  needs: ['syncErrors', 'roles'],
  why: 'What changes on-premises no longer changes here: a leaver stays enabled.',
  fix: 'Resolve the duplicate address or login where the account comes from; look among deleted accounts first.',
  permissions: {
    entra: [...seesRoles.entra, 'Organization.Read.All'],
  },
  thresholds: {
    'directory_sync.errors.max_percent': {
      value: 1,
      unit: '% of synchronised accounts',
      source: 'ours',
      why: 'single ones are told of as low',
    },
    'directory_sync.errors.min_hours': {
      value: 24,
      unit: 'hours',
      source: 'ours',
      why: 'most heal in a day',
    },
  },
  evaluate: ({ syncErrors: { synced, objects }, roles }, { now, threshold }) => {
    const admins = holders(roles, () => true);
    const grace = threshold('directory_sync.errors.min_hours');
    const many = (objects.length / synced) * 100 > threshold('directory_sync.errors.max_percent');
    return {
      findings: objects
        .filter(
          ({ accountId, since }) =>
            many || admins.has(accountId) || since === null || hoursBetween(since, now) > grace,
        )
        .map(({ accountId, name, property }) => ({
          subject: name,
          severity: many || admins.has(accountId) ? ('medium' as const) : ('low' as const),
          message: `another object has its ${property}${admins.has(accountId) ? '; it is an administrator' : ''}`,
        })),
      population: `${synced} synchronised accounts`,
    };
  },
});
