import { z } from 'zod';
import { DAY_MS, HOUR_MS } from '../../../lib/clock.ts';
import { moment } from '../../moment.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => (value == null || value === '' ? null : value));
/** Int64 counters may come as text. */
const count = z.coerce
  .number()
  .nullish()
  .transform((value) => value ?? 0);
const Failure = z.object({ code: text, message: text }).nullish();

/** A synchronizationJob, as far as its health goes. A quarantine may stand on a job that is in none: `code` decides. */
export const Job = z.object({
  id: z.string(),
  templateId: text,
  schedule: z.object({ state: text }).nullish(),
  status: z.object({
    code: z.string(),
    countSuccessiveCompleteFailures: count,
    lastExecution: z
      .object({
        state: text,
        timeEnded: moment,
        activityIdentifier: text,
        countEscrowed: count,
        error: Failure,
      })
      .nullish(),
    lastSuccessfulExecution: z.object({ timeEnded: moment }).nullish(),
    quarantine: z
      .object({ currentBegan: moment, seriesBegan: moment, reason: text, error: Failure })
      .nullish(),
  }),
});
export type Job = z.infer<typeof Job>;

/** waiting: set up, never run. */
export type JobState = 'healthy' | 'waiting' | 'quarantined' | 'paused' | 'stale';

/** Cycles come every 40 minutes at most (how provisioning works); three that are missing are no chance. */
const STALE_MS = 2 * HOUR_MS;
/** A job in quarantine is switched off after four weeks (application provisioning quarantine status). */
const QUARANTINE_MS = 28 * DAY_MS;

export function stateOf(job: Job, now: Date): JobState {
  const { code } = job.status;
  if (code === 'Quarantine') return 'quarantined';
  if (code === 'Paused' || (job.schedule?.state ?? 'Active') !== 'Active') return 'paused';
  if (code === 'NotConfigured' || code === 'NotRun') return 'waiting';
  return isStale(job, now) ? 'stale' : 'healthy';
}

function isStale({ status }: Job, now: Date): boolean {
  const last = status.lastSuccessfulExecution?.timeEnded ?? null;
  // A first cycle may take hours, and has no success to show before it ends.
  if (last === null) return status.countSuccessiveCompleteFailures >= 2;
  return now.getTime() - last.getTime() > STALE_MS;
}

/** What a reader needs to know about it, as text. */
export function jobFacts(job: Job, now: Date): Readonly<Record<string, string | null | undefined>> {
  const { code, quarantine, lastExecution, lastSuccessfulExecution } = job.status;
  const inQuarantine = code === 'Quarantine' ? quarantine : null;
  const began = inQuarantine?.seriesBegan ?? inQuarantine?.currentBegan ?? null;
  return {
    jobId: job.id,
    templateId: job.templateId,
    reason: inQuarantine?.reason,
    errorCode: (inQuarantine?.error ?? lastExecution?.error)?.code,
    seriesBegan: began?.toISOString(),
    daysLeft: began === null ? null : daysLeft(began, now),
    lastSuccessAt: lastSuccessfulExecution?.timeEnded?.toISOString() ?? 'never',
    countEscrowed: String(lastExecution?.countEscrowed ?? 0),
    successiveFailures: String(job.status.countSuccessiveCompleteFailures),
  };
}

function daysLeft(began: Date, now: Date): string {
  const left = began.getTime() + QUARANTINE_MS - now.getTime();
  return String(Math.max(0, Math.floor(left / DAY_MS)));
}
