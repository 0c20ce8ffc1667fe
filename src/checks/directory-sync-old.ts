import { hoursBetween } from '../domain/elapsed.ts';
import { defineCheck } from './check.ts';

export default defineCheck({
  id: 'directory-sync-old',
  ref: 'SYN-11',
  title: 'The synchronisation from on-premises stands still',
  severity: 'high',
  providers: ['entra'],
  needs: ['directorySync'],
  why: 'Passwords, leavers and groups from on-premises no longer arrive, and nobody sees it.',
  fix: 'Look at the synchronisation service, its credentials and its staging mode; fail over to the staging server.',
  permissions: { entra: ['Organization.Read.All'] },
  thresholds: {
    'directory_sync.age.warn_hours': {
      value: 2,
      unit: 'hours',
      source: 'microsoft',
      why: 'four cycles of 30 minutes; Connect Health warns then',
    },
    'directory_sync.age.max_hours': { value: 24, unit: 'hours', source: 'ours', why: 'a working day' },
  },
  evaluate: ({ directorySync: { enabled, lastAt } }, { now, threshold }) => {
    if (!enabled)
      return {
        status: 'not_applicable',
        reason: 'not_applicable',
        sentence: 'nothing is synchronised from on-premises',
      };
    const population = 'the tenant';
    const subject = 'directory';
    if (lastAt === null)
      return {
        findings: [{ subject, severity: 'low', message: 'the first synchronisation is pending' }],
        population,
      };
    const hours = hoursBetween(lastAt, now);
    if (hours <= threshold('directory_sync.age.warn_hours')) return { findings: [], population };
    const severity = hours > threshold('directory_sync.age.max_hours') ? 'high' : 'medium';
    const message = `the last synchronisation was ${Math.floor(hours)} hours ago`;
    return { findings: [{ subject, severity, message }], population };
  },
});
