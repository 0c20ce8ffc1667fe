import { daysBetween, hoursBetween } from '../domain/elapsed.ts';
import type { SyncJob } from '../domain/provisioning.ts';
import { type Draft, defineCheck, type Judging } from './check.ts';

export default defineCheck({
  id: 'sync-job-stopped',
  ref: 'SYN-02',
  title: 'A provisioning job does not run',
  severity: 'medium',
  providers: ['entra'],
  needs: ['syncJobs'],
  why: 'A pause that nobody ends leaves leavers signed in to the application.',
  fix: 'Resume it, or accept it in checks.exceptions with the reason and an end.',
  permissions: { entra: ['Synchronization.Read.All', 'Application.Read.All'] },
  thresholds: {
    'sync.stopped.max_hours': {
      value: 24,
      unit: 'hours',
      source: 'ours',
      why: 'a day of maintenance, or of setting it up',
    },
  },
  evaluate: ({ syncJobs }, judging) => ({
    findings: syncJobs.flatMap((job) => describe(job, judging)),
    population: `${syncJobs.length} provisioning jobs`,
  }),
});

/** Microsoft switches a job off after so long in quarantine; it then looks like a pause. */
const QUARANTINE_DAYS = 28;

function describe(job: SyncJob, { now, threshold }: Judging): Draft[] {
  const subject = job.app.name;
  const old = (at: Date | null): boolean =>
    at === null || hoursBetween(at, now) > threshold('sync.stopped.max_hours');
  // A quarantined job runs, if seldom: it is told of once, as quarantined.
  if (job.code === 'Quarantine') return [];
  if (job.code === 'NotConfigured' || job.code === 'NotRun')
    return old(job.appAddedAt) ? [{ subject, message: `it never ran (${job.code})` }] : [];
  // Microsoft may add one: nothing is known of such a job, least of all that it runs.
  if (job.code !== 'Active' && job.code !== 'Paused')
    return [{ subject, message: `its state is "${job.code}", which is not known here: a person must look` }];
  if (job.code === 'Active' && job.scheduled) return [];
  const since = job.quarantine?.since ?? null;
  if (since !== null && daysBetween(since, now) >= QUARANTINE_DAYS)
    return [{ subject, severity: 'high', message: 'switched off after 28 days in quarantine' }];
  // Jobs do not say since when they are paused: the last cycle does.
  const last = job.lastRunAt === null ? 'never' : job.lastRunAt.toISOString();
  const severity = old(job.lastRunAt) ? 'medium' : 'low';
  return [{ subject, severity, message: `paused; its last cycle: ${last}` }];
}
