import type { EntraTenant } from './entra-tenant.ts';
import { type Moment, neverInGraph } from './moment.ts';
import type { Making } from './okta-people.ts';

/** A synchronizationJob in Graph's words, and whether its saved credentials are still good. */
export interface EntraJob {
  readonly id: string;
  readonly templateId: string;
  readonly ruleId: string;
  credentials: 'good' | 'dead';
  /** More deletions in one cycle are held back; null = the guard is off. */
  mostDeletes: number | null;
  /** Whether "active" is mapped, and which changes of people it writes. */
  writesActive: boolean;
  flowTypes: string;
  schedule: { state: 'Active' | 'Disabled' | 'Paused'; interval: string; expiration: null };
  status: JobStatus;
}

export interface JobStatus {
  code: 'NotConfigured' | 'NotRun' | 'Active' | 'Paused' | 'Quarantine';
  countSuccessiveCompleteFailures: number;
  escrowsPruned: boolean;
  steadyStateFirstAchievedTime: string;
  steadyStateLastAchievedTime: string;
  troubleshootingUrl: string;
  lastExecution: JobCycle | null;
  lastSuccessfulExecution: JobCycle | null;
  lastSuccessfulExecutionWithExports: null;
  progress: readonly object[];
  synchronizedEntryCountByType: readonly object[];
  quarantine: JobQuarantine | null;
}

export interface JobCycle {
  readonly activityIdentifier: string;
  readonly state: 'Succeeded' | 'Failed' | 'EntryLevelErrors';
  readonly timeBegan: string;
  readonly timeEnded: string;
  readonly countEscrowed: number;
  readonly countExported: number;
  readonly error: JobError | null;
}

export interface JobQuarantine {
  readonly currentBegan: string;
  readonly nextAttempt: string;
  readonly reason: string;
  readonly seriesBegan: string;
  readonly seriesCount: number;
  readonly error: JobError | null;
}

export interface JobError {
  readonly code: string;
  readonly message: string;
  readonly tenantActionable: boolean;
}

export const deadKey: JobError = {
  code: 'SystemForCrossDomainIdentityManagementCredentialValidationFailure',
  message:
    'We received this unexpected response from your application: 401 Unauthorized. The supplied credentials are not authorized to enable provisioning.',
  tenantActionable: true,
};

/** Enterprise applications that people are provisioned into. */
export function settleEntraJobs(tenant: EntraTenant, making: Making): void {
  for (const [displayName, templateId] of [
    ['Atlassian Cloud', 'AtlassianCloud'],
    ['Slack', 'slackOutDelta'],
  ] as const) {
    const id = making.random.guid();
    const appId = making.random.guid();
    const tags = ['WindowsAzureActiveDirectoryIntegratedApp'];
    tenant.servicePrincipals.set(id, { id, appId, displayName, tags });
    const jobId = `${templateId}.${tenant.tenantId.replaceAll('-', '')}.${making.random.guid()}`;
    tenant.jobs.set(id, [healthyJob({ jobId, templateId, ruleId: making.random.guid() }, making.moment)]);
  }
}

function healthyJob(
  {
    jobId,
    templateId,
    ruleId,
  }: { readonly jobId: string; readonly templateId: string; readonly ruleId: string },
  moment: Moment,
): EntraJob {
  const cycle = finishedCycle(moment.now - 10 * 60_000, {});
  return {
    id: jobId,
    templateId,
    ruleId,
    credentials: 'good',
    mostDeletes: 50,
    writesActive: true,
    flowTypes: 'Add, Update, Delete',
    schedule: { state: 'Active', interval: 'PT40M', expiration: null },
    status: {
      code: 'Active',
      countSuccessiveCompleteFailures: 0,
      escrowsPruned: false,
      steadyStateFirstAchievedTime: moment.ago(300),
      steadyStateLastAchievedTime: moment.ago(0.01),
      troubleshootingUrl: '',
      lastExecution: cycle,
      lastSuccessfulExecution: cycle,
      lastSuccessfulExecutionWithExports: null,
      progress: [],
      synchronizedEntryCountByType: [{ key: 'User to User', value: 64 }],
      quarantine: null,
    },
  };
}

let cycles = 0;

export function finishedCycle(endedAt: number, differing: Partial<JobCycle>): JobCycle {
  cycles += 1;
  return {
    activityIdentifier: `00000000-0000-4000-8000-${String(cycles).padStart(12, '0')}`,
    state: 'Succeeded',
    timeBegan: new Date(endedAt - 60_000).toISOString(),
    timeEnded: new Date(endedAt).toISOString(),
    countEscrowed: 0,
    countExported: 3,
    error: null,
    ...differing,
  };
}

/** One cycle: with dead credentials it fails and the job goes, or stays, into quarantine; else the job is well. */
export function runCycle(job: EntraJob, at: number = Date.now(), escrowed = 0): void {
  const { status } = job;
  if (job.credentials === 'dead') {
    status.lastExecution = finishedCycle(at, { state: 'Failed', error: deadKey });
    status.countSuccessiveCompleteFailures += 1;
    quarantine(job, 'EncounteredQuarantineException', at);
    return;
  }
  const state = escrowed > 0 ? 'EntryLevelErrors' : 'Succeeded';
  const cycle = finishedCycle(at, { countEscrowed: escrowed, state });
  Object.assign(status, { lastExecution: cycle, lastSuccessfulExecution: cycle, quarantine: null });
  status.countSuccessiveCompleteFailures = 0;
  if (status.code === 'Quarantine') status.code = 'Active';
}

export function quarantine(job: EntraJob, reason: string, at: number = Date.now()): void {
  const { status } = job;
  status.code = 'Quarantine';
  status.quarantine = {
    currentBegan: status.quarantine?.currentBegan ?? new Date(at).toISOString(),
    nextAttempt: new Date(at + 6 * 3_600_000).toISOString(),
    reason,
    seriesBegan: status.quarantine?.seriesBegan ?? new Date(at).toISOString(),
    seriesCount: (status.quarantine?.seriesCount ?? 0) + 1,
    error: job.credentials === 'dead' ? deadKey : null,
  };
  status.steadyStateLastAchievedTime = neverInGraph;
}

/** What it was quarantined for stays written on a paused job. */
export function pauseJob(job: EntraJob): void {
  job.schedule.state = 'Paused';
  job.status.code = 'Paused';
}

export function startJob(job: EntraJob): void {
  job.schedule.state = 'Active';
  job.status.code = job.status.quarantine !== null && job.credentials === 'dead' ? 'Quarantine' : 'Active';
}
