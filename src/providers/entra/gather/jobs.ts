import { z } from 'zod';
import type { AppName, DeletionGuard, KeyedApps, SyncJob } from '../../../domain/provisioning.ts';
import { OperatorError } from '../../../lib/operator-error.ts';
import { moment } from '../../moment.ts';
import { isNotFound } from '../errors.ts';
import type { Graph } from '../graph.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => (value == null || value === '' ? null : value));
const App = z.object({ id: z.string(), displayName: text, createdDateTime: moment });
const Cycle = z.object({ timeEnded: moment }).nullish();
/** Counters are Int64 and may come as text. */
const count = z.coerce
  .number()
  .nullish()
  .transform((value) => value ?? 0);
const Job = z.object({
  id: z.string(),
  templateId: text,
  schedule: z.object({ state: text }).nullish(),
  status: z.object({
    code: z.string(),
    countSuccessiveCompleteFailures: count,
    steadyStateFirstAchievedTime: moment,
    lastExecution: Cycle,
    lastSuccessfulExecution: Cycle,
    synchronizedEntryCountByType: z.array(z.object({ key: text, value: count })).nullish(),
    quarantine: z
      .object({
        reason: text,
        currentBegan: moment,
        seriesBegan: moment,
        seriesCount: count,
        nextAttempt: moment,
        error: z.object({ message: text }).nullish(),
      })
      .nullish(),
  }),
  synchronizationJobSettings: z.array(z.object({ name: z.string(), value: text })).nullish(),
});
type Job = z.infer<typeof Job>;

export interface AppJob {
  readonly app: AppName;
  readonly addedAt: Date | null;
  readonly job: Job;
}

/** Every synchronization job of the tenant. The tag keeps Microsoft's own hundreds of applications out. */
export async function readAllJobs(graph: Graph): Promise<readonly AppJob[]> {
  const filter = `tags/any(t:t%20eq%20'WindowsAzureActiveDirectoryIntegratedApp')`;
  const apps = (
    await graph.list(`/servicePrincipals?$select=id,displayName,createdDateTime&$filter=${filter}&$top=999`)
  ).map((raw) => App.parse(raw));
  const answers = await graph.batch(apps.map(({ id }) => `/servicePrincipals/${id}/synchronization/jobs`));
  const jobs = apps.flatMap(({ id, displayName, createdDateTime }, index) => {
    const answer = answers[index];
    // It was deleted meanwhile.
    if (isNotFound(answer)) return [];
    if (answer instanceof Error) throw answer;
    const { value } = z.object({ value: z.array(z.unknown()) }).parse(answer);
    const app = { id, name: displayName ?? id };
    return value.map((raw) => ({ app, addedAt: createdDateTime, job: Job.parse(raw) }));
  });
  return jobs;
}

export function toSyncJobs(jobs: readonly AppJob[]): readonly SyncJob[] {
  if (jobs.length === 0)
    throw new OperatorError('NOT_APPLICABLE', 'no application has a provisioning job', 'Nothing to do.');
  return jobs.map(({ app, addedAt, job: { id, schedule, status } }) => ({
    app,
    id,
    code: status.code,
    scheduled: (schedule?.state ?? 'Active') === 'Active',
    appAddedAt: addedAt,
    successiveFailures: status.countSuccessiveCompleteFailures,
    lastRunAt: status.lastExecution?.timeEnded ?? null,
    lastSuccessAt: status.lastSuccessfulExecution?.timeEnded ?? null,
    steadySince: status.steadyStateFirstAchievedTime,
    quarantine: quarantineOf(status),
  }));
}

function quarantineOf({ quarantine }: Job['status']): SyncJob['quarantine'] {
  if (quarantine == null) return null;
  return {
    reason: quarantine.reason,
    since: quarantine.seriesBegan ?? quarantine.currentBegan,
    nextAttempt: quarantine.nextAttempt,
    count: quarantine.seriesCount,
    message: quarantine.error?.message ?? null,
  };
}

/** Jobs with their setting, and the synchronisation from on-premises where there is one. */
export async function gatherDeletionGuards(
  graph: Graph,
  jobs: readonly AppJob[],
): Promise<readonly DeletionGuard[]> {
  return [...jobs.map(guardOf), ...(await connectGuards(graph))];
}

function guardOf({ app, job }: AppJob): DeletionGuard {
  const setting = job.synchronizationJobSettings?.find(
    ({ name }) => name === 'QuarantineTooManyDeletesThreshold',
  )?.value;
  const limit = setting == null ? null : Number(setting);
  const { code, quarantine, synchronizedEntryCountByType } = job.status;
  const held = code === 'Quarantine' && quarantine?.reason === 'TooManyDeletes';
  // What the job counts never goes down, so it is an upper bound; without it the small limit holds.
  const users = synchronizedEntryCountByType?.find(({ key }) => /^user/i.test(key ?? ''))?.value ?? null;
  return {
    subject: app.name,
    kind: 'job',
    limit: limit === null || Number.isNaN(limit) ? null : limit,
    scope: users,
    waiting: held ? (quarantine.error?.message ?? 'TooManyDeletes') : null,
  };
}

const Connect = z.object({
  configuration: z
    .object({
      accidentalDeletionPrevention: z
        .object({ synchronizationPreventionType: z.string(), alertThreshold: z.number().nullish() })
        .nullish(),
    })
    .nullish(),
});

async function connectGuards(graph: Graph): Promise<readonly DeletionGuard[]> {
  const [organization] = await graph.list('/organization?$select=id,onPremisesSyncEnabled');
  const { onPremisesSyncEnabled } = z
    .object({ onPremisesSyncEnabled: z.boolean().nullish() })
    .parse(organization);
  if (onPremisesSyncEnabled !== true) return [];
  const [raw] = await graph.list('/directory/onPremisesSynchronization');
  const prevention = Connect.parse(raw).configuration?.accidentalDeletionPrevention;
  const type = prevention?.synchronizationPreventionType;
  const on = type === 'enabledForCount' || type === 'enabledForPercentage';
  return [
    {
      subject: 'synchronisation from on-premises',
      kind: 'connect',
      limit: on ? (prevention?.alertThreshold ?? 'unreadable') : null,
      scope: type === 'enabledForPercentage' ? 100 : null,
      waiting: null,
    },
  ];
}

/** Atlassian's keys live a year, and nobody is told when they end. */
export async function keyedAppsOf(read: () => Promise<readonly AppJob[]>): Promise<KeyedApps> {
  try {
    const jobs = await read();
    const keyed = jobs.filter(({ app, job }) => /atlassian/i.test(`${app.name} ${job.templateId ?? ''}`));
    return { apps: keyed.map(({ app }) => app), unread: null };
  } catch (error) {
    if (error instanceof OperatorError) return { apps: [], unread: error.message };
    throw error;
  }
}
