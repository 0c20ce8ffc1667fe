import { daysUntil, sayWhen } from '../domain/credential.ts';
import { daysAfter } from '../domain/elapsed.ts';
import type { SyncJob } from '../domain/provisioning.ts';
import { type Draft, defineCheck, type Judging } from './check.ts';

export default defineCheck({
  id: 'sync-job-quarantined',
  ref: 'SYN-01',
  title: 'A provisioning job is in quarantine',
  severity: 'high',
  providers: ['entra'],
  needs: ['syncJobs'],
  why: 'In quarantine people join and leave once a day at best, and after four weeks the job is switched off.',
  fix: 'Credentials: renew the key, test the connection, restart the job for QuarantineState. Escrows: mend the top error first. Too many deletes: confirm the leavers before anything is forced.',
  permissions: { entra: ['Synchronization.Read.All', 'Application.Read.All'] },
  thresholds: {
    'sync.quarantine.max_days': {
      value: 28,
      unit: 'days until the job is switched off',
      source: 'microsoft',
      why: 'application provisioning quarantine status',
    },
    'sync.quarantine.urgent_days': {
      value: 7,
      unit: 'days left',
      source: 'ours',
      why: 'the last week in which it can still recover by itself',
    },
  },
  evaluate: ({ syncJobs }, judging) => ({
    // The code alone decides: a paused job may still carry the quarantine it once was in.
    findings: syncJobs.filter(({ code }) => code === 'Quarantine').map((job) => describe(job, judging)),
    population: `${syncJobs.length} provisioning jobs`,
  }),
});

/** Credentials that are refused and deletions that wait get no better by waiting. */
const grave = new Set(['EncounteredQuarantineException', 'TooManyDeletes']);

function describe({ app, quarantine }: SyncJob, { now, threshold }: Judging): Draft {
  const { since = null, reason = null, message = null, nextAttempt = null, count = 0 } = quarantine ?? {};
  const end = since === null ? null : daysAfter(since, threshold('sync.quarantine.max_days'));
  const left = end === null ? null : Math.max(0, daysUntil(end, now));
  const urgent = left !== null && left <= threshold('sync.quarantine.urgent_days');
  const said = [
    `in quarantine${reason === null ? '' : ` (${reason})`}`,
    left === null ? 'since when is not told' : `${left} days until it is switched off`,
    ...(message === null ? [] : [message]),
    ...(count > 1 ? [`tried ${count} times`] : []),
    ...(nextAttempt === null || nextAttempt <= now ? [] : [`next try ${sayWhen(nextAttempt, now)}`]),
  ];
  return {
    subject: app.name,
    severity: urgent || (reason !== null && grave.has(reason)) ? 'critical' : 'high',
    message: said.join('; '),
  };
}
