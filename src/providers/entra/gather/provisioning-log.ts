import type { DirectoryEvent } from '../../../domain/event.ts';
import type {
  AppLog,
  AppName,
  ProvisioningLog,
  StuckAccount,
  StuckAccounts,
} from '../../../domain/provisioning.ts';
import { type Clock, DAY_MS } from '../../../lib/clock.ts';
import { OperatorError } from '../../../lib/operator-error.ts';
import { toProvisioningEvent } from '../events/provisioning.ts';
import type { Graph } from '../graph.ts';

/** Long enough that a failure of a whole day shows its first and its last attempt. */
const WINDOW_MS = 2 * DAY_MS;
/** At five requests in ten seconds this is more than six minutes. */
const MOST_PAGES = 200;

export interface ReadLog {
  readonly log: ProvisioningLog;
  readonly stuck: StuckAccounts;
}

/** Reads the provisioning log of two days once and adds it up as it comes. */
export async function readProvisioningLog(graph: Graph, clock: Clock): Promise<ReadLog> {
  const now = clock.now();
  const since = new Date(now.getTime() - WINDOW_MS).toISOString();
  const today = new Date(now.getTime() - DAY_MS);
  const tallies = new Map<string, Tally>();
  let pages = 0;
  // This log knows gt and lt only, and pages only when it is told how large a page is.
  const path = `/auditLogs/provisioning?$filter=activityDateTime%20gt%20${since}&$orderby=activityDateTime&$top=999`;
  for await (const { items } of graph.pages(path)) {
    pages += 1;
    if (pages > MOST_PAGES)
      throw new OperatorError(
        'EVIDENCE_INCOMPLETE',
        `the provisioning log of two days has more than ${MOST_PAGES} pages`,
        'Look at it in the Entra admin center.',
      );
    for (const row of items) add(tallies, toProvisioningEvent('', row), today);
  }
  const apps = [...tallies.values()];
  return { log: { apps: apps.filter(isOfToday).map(toAppLog) }, stuck: stuckIn(apps) };
}

interface Streak {
  readonly name: string;
  readonly since: Date;
  lastAt: Date;
  count: number;
  /** Of 24 hours. */
  today: number;
  readonly cycles: Set<string>;
  leaver: boolean;
  because: string | null;
}

interface Tally {
  readonly app: AppName;
  successes: number;
  failures: number;
  skipped: number;
  groupUpdates: number;
  readonly objects: Set<string>;
  readonly errors: Map<string, { count: number; sample: string }>;
  /** Failures since the last success, by object. */
  readonly accounts: Map<string, Streak>;
  readonly groups: Map<string, Streak>;
}

function add(tallies: Map<string, Tally>, event: DirectoryEvent, today: Date): void {
  const app = event.targets.find(({ kind }) => kind === 'app');
  const object = event.targets.find(({ kind }) => kind === 'account' || kind === 'group');
  if (app?.id == null) return;
  const tally = tallies.get(app.id) ?? emptyTally({ id: app.id, name: app.name ?? app.id });
  tallies.set(app.id, tally);
  const isGroup = object?.kind === 'group';
  const counts = event.at >= today;
  if (counts && event.detail['status'] === 'skipped') tally.skipped += 1;
  if (event.outcome === 'other' || object?.id == null) return;
  if (counts && isGroup && touchesMembers(event)) tally.groupUpdates += 1;
  const streaks = isGroup ? tally.groups : tally.accounts;
  if (event.outcome === 'success') {
    if (counts) tally.successes += 1;
    streaks.delete(object.id);
    return;
  }
  if (counts) countFailure(tally, event, object.id);
  if (!isGroup || touchesMembers(event))
    streaks.set(
      object.id,
      prolonged(streaks.get(object.id), event, { name: object.name ?? object.id, counts }),
    );
}

function emptyTally(app: AppName): Tally {
  const counts = { successes: 0, failures: 0, skipped: 0, groupUpdates: 0 };
  return { app, ...counts, objects: new Set(), errors: new Map(), accounts: new Map(), groups: new Map() };
}

/** A change of a group that names what it changed and not its members is about something else. */
function touchesMembers({ changes }: DirectoryEvent): boolean {
  return changes.length === 0 || changes.some(({ name }) => /member/i.test(name));
}

function countFailure(tally: Tally, event: DirectoryEvent, id: string): void {
  tally.failures += 1;
  tally.objects.add(id);
  const code = event.detail['errorCode'] ?? 'an error without a code';
  const known = tally.errors.get(code);
  tally.errors.set(code, { count: (known?.count ?? 0) + 1, sample: known?.sample ?? event.reason ?? code });
}

function prolonged(
  known: Streak | undefined,
  event: DirectoryEvent,
  { name, counts }: { name: string; counts: boolean },
): Streak {
  const streak = known ?? {
    name,
    since: event.at,
    lastAt: event.at,
    count: 0,
    today: 0,
    cycles: new Set<string>(),
    leaver: false,
    because: null,
  };
  streak.lastAt = event.at > streak.lastAt ? event.at : streak.lastAt;
  streak.count += 1;
  if (counts) streak.today += 1;
  streak.cycles.add(event.detail['cycleId'] ?? event.id);
  streak.leaver = /(delete|disable)$/.test(event.name);
  streak.because = event.reason;
  return streak;
}

function isOfToday({ successes, failures, skipped }: Tally): boolean {
  return successes + failures + skipped > 0;
}

function toAppLog(tally: Tally): AppLog {
  const { app, successes, failures, skipped, groupUpdates } = tally;
  return {
    app,
    successes,
    failures,
    skipped,
    failedObjects: tally.objects.size,
    errors: [...tally.errors]
      .map(([code, { count, sample }]) => ({ code, count, sample }))
      .toSorted((a, b) => b.count - a.count),
    groupUpdates,
    failingGroups: [...tally.groups.values()]
      .filter(({ today }) => today > 0)
      .map(({ name, today, cycles, because }) => ({ name, failures: today, cycles: cycles.size, because })),
  };
}

function stuckIn(tallies: readonly Tally[]): StuckAccounts {
  const found = tallies.flatMap(({ app, accounts }) =>
    [...accounts.values()].map(
      ({ name, since, lastAt, count, leaver, because }): StuckAccount => ({
        app,
        who: name,
        state: 'failing',
        since,
        lastAt,
        attempts: count,
        leaver,
        because,
      }),
    ),
  );
  return { found, population: `the provisioning log of 48 hours, ${tallies.length} applications` };
}
