import { hoursBetween } from '../domain/elapsed.ts';
import type { SyncJob } from '../domain/provisioning.ts';
import { type Draft, defineCheck, type Judging } from './check.ts';

export default defineCheck({
  id: 'sync-cycle-old',
  ref: 'SYN-03',
  title: 'The last good provisioning cycle is long ago',
  severity: 'medium',
  providers: ['entra'],
  needs: ['syncJobs'],
  why: 'A job that runs and never succeeds looks healthy in every list.',
  fix: "Open the job's log, look for throttling, and restart it only when it does not move at all.",
  permissions: { entra: ['Synchronization.Read.All', 'Application.Read.All'] },
  thresholds: {
    'sync.cycle.warn_hours': {
      value: 2,
      unit: 'hours',
      source: 'ours',
      why: 'a cycle takes 20 to 40 minutes (Microsoft); three that are missing are no chance',
    },
    'sync.cycle.max_hours': {
      value: 24,
      unit: 'hours',
      source: 'ours',
      why: 'a working day without changes',
    },
    'sync.failures.max': {
      value: 3,
      unit: 'complete failures in a row',
      source: 'ours',
      why: 'once or twice may be an outage',
    },
  },
  evaluate: ({ syncJobs }, judging) => {
    // Paused and quarantined jobs are told of by their own checks.
    const running = syncJobs.filter(({ code, scheduled }) => code === 'Active' && scheduled);
    const first = running.filter(({ steadySince }) => steadySince === null).length;
    return {
      findings: running.flatMap((job) => describe(job, judging)),
      population: `${running.length} running jobs${first === 0 ? '' : `; in their first cycle: ${first}`}`,
    };
  },
});

function describe(job: SyncJob, { now, threshold }: Judging): Draft[] {
  const subject = job.app.name;
  if (job.successiveFailures >= threshold('sync.failures.max'))
    return [{ subject, message: `${job.successiveFailures} cycles failed in a row` }];
  // A first cycle may take days, and has no success to show before it ends.
  if (job.steadySince === null) return [];
  if (job.lastSuccessAt === null) return [{ subject, message: 'no cycle is known to have succeeded' }];
  const hours = hoursBetween(job.lastSuccessAt, now);
  if (hours <= threshold('sync.cycle.warn_hours')) return [];
  const severity = hours > threshold('sync.cycle.max_hours') ? 'medium' : 'low';
  return [{ subject, severity, message: `the last good cycle ended ${Math.floor(hours)} hours ago` }];
}
