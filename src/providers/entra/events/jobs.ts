import { z } from 'zod';
import type { DirectoryEvent } from '../../../domain/event.ts';
import { HOUR_MS, SECOND_MS } from '../../../lib/clock.ts';
import type { EventFeed } from '../../provider.ts';
import { known } from './audit-event.ts';
import { Candidate, listApplications, type OwnedJob, readJobs } from './job-candidates.ts';
import { type JobState, jobFacts, stateOf } from './job-state.ts';
import { type FeedTools, readCursor, unreadable, vendorNow } from './window.ts';

/** New applications are looked for this often; jobs of known ones are read every time. */
const DISCOVERY_MS = 6 * HOUR_MS;

const Remembered = z.object({
  state: z.enum(['healthy', 'waiting', 'quarantined', 'paused', 'stale']),
  /** Objects set aside after the last cycle that was seen, and which one that was. */
  escrowed: z.number(),
  cycle: z.string().nullable(),
  /** How often it was told of: makes the ids of its events. */
  told: z.number(),
  appId: z.string(),
  appName: z.string(),
});
type Remembered = z.infer<typeof Remembered>;

const Memory = z.object({
  /** Since when this memory goes back: an event after a lost cursor is another event. */
  since: z.string(),
  discoveredAt: z.coerce.date(),
  apps: z.array(Candidate),
  jobs: z.record(z.string(), Remembered),
});
type Memory = z.infer<typeof Memory>;

/** Health of the synchronization jobs. They are states, not a log: what changed since the last look becomes events. */
export function jobFeed(tools: FeedTools): EventFeed {
  return {
    name: 'jobs',
    intervalMs: 300 * SECOND_MS,
    silentMs: null,
    readSince: async function* (cursor, { signal }) {
      if (signal.aborted) return;
      const known = cursor === null ? null : readCursor(Memory, cursor);
      const { jobs, memory } = await look(tools, known);
      const now = vendorNow(tools);
      const seen = jobs.map((owned) => compare(tools, owned, { memory, now }));
      const gone = goneJobs(tools, jobs, { memory, now });
      const next = {
        ...memory,
        jobs: Object.fromEntries(seen.map(({ key, remembered }) => [key, remembered])),
      };
      yield {
        events: [...seen.flatMap(({ events }) => events), ...gone],
        cursor: JSON.stringify(next),
        ...(cursor !== null && known === null ? { gap: unreadable } : {}),
      };
    },
  };
}

/** Reads the jobs there are. Applications without any are asked again at the next discovery only. */
async function look({ graph, clock }: FeedTools, known: Memory | null) {
  const now = clock.now();
  const due = known === null || now.getTime() - known.discoveredAt.getTime() >= DISCOVERY_MS;
  const asked = due ? await listApplications(graph) : known.apps;
  const jobs = await readJobs(graph, asked);
  const owners = new Set(jobs.map(({ app }) => app.id));
  const memory: Memory = {
    since: known?.since ?? now.toISOString(),
    discoveredAt: due ? now : known.discoveredAt,
    apps: due ? asked.filter(({ id }) => owners.has(id)) : known.apps,
    jobs: known?.jobs ?? {},
  };
  return { jobs, memory };
}

interface Then {
  readonly memory: Memory;
  readonly now: Date;
}

interface Seen {
  readonly key: string;
  readonly remembered: Remembered;
  readonly events: readonly DirectoryEvent[];
}

function keyOf({ app, job }: OwnedJob): string {
  return `${app.id}/${job.id}`;
}

/** What there is to tell about one job: nothing while it is as it was. At first sight only what is wrong. */
function compare(tools: FeedTools, owned: OwnedJob, { memory, now }: Then): Seen {
  const { app, job } = owned;
  const key = keyOf(owned);
  const before = memory.jobs[key];
  const state = stateOf(job, now);
  const cycle = job.status.lastExecution;
  const cycleId = cycle?.activityIdentifier ?? cycle?.timeEnded?.toISOString() ?? null;
  const escrowed = cycle?.countEscrowed ?? 0;
  const names: string[] = [];
  if (state !== (before?.state ?? 'healthy') && state !== 'waiting') names.push(state);
  const another = before !== undefined && cycleId !== before.cycle;
  if (another && escrowed > before.escrowed) names.push('escrows rising');
  const told = before?.told ?? 0;
  const events = names.map((name, index) => ({
    ...eventOf(tools, owned, { name, now }),
    id: `${key}/${memory.since}/${told + index + 1}/${name}`,
  }));
  const remembered = { state, escrowed, cycle: cycleId, told: told + names.length };
  return { key, remembered: { ...remembered, appId: app.id, appName: app.name }, events };
}

function eventOf(tools: FeedTools, { app, job }: OwnedJob, { name, now }: { name: string; now: Date }) {
  const { status } = job;
  const outcome = outcomes[name] ?? 'failure';
  const error = status.quarantine?.error ?? status.lastExecution?.error;
  const times: Readonly<Record<string, Date | null | undefined>> = {
    quarantined: status.quarantine?.currentBegan,
    healthy: status.lastSuccessfulExecution?.timeEnded,
    'escrows rising': status.lastExecution?.timeEnded,
  };
  return {
    ...frame(tools, name, outcome),
    at: times[name] ?? now,
    reason: outcome === 'failure' ? (error?.message ?? null) : null,
    targets: [{ kind: 'app' as const, id: app.id, name: app.name }],
    detail: known(jobFacts(job, now)),
  };
}

const outcomes: Readonly<Record<string, DirectoryEvent['outcome']>> = {
  healthy: 'success',
  paused: 'other',
  removed: 'other',
} satisfies Partial<Record<JobState | 'removed', DirectoryEvent['outcome']>>;

function frame({ connection }: FeedTools, name: string, outcome: DirectoryEvent['outcome']) {
  const kind = 'entra' as const;
  return {
    connection,
    kind,
    feed: 'jobs',
    name: `synchronization ${name}`,
    outcome,
    actor: null,
    changes: [],
  };
}

/** A job that is no longer there will never become healthy: what was open about it can end. */
function goneJobs(tools: FeedTools, jobs: readonly OwnedJob[], { memory, now }: Then): DirectoryEvent[] {
  const present = new Set(jobs.map(keyOf));
  return Object.entries(memory.jobs).flatMap(([key, { appId, appName, told }]) =>
    present.has(key)
      ? []
      : [
          {
            ...frame(tools, 'removed', 'other'),
            id: `${key}/${memory.since}/${told + 1}/removed`,
            at: now,
            reason: null,
            targets: [{ kind: 'app' as const, id: appId, name: appName }],
            detail: { jobId: key.slice(appId.length + 1) },
          },
        ],
  );
}
