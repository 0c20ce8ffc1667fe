import { z } from 'zod';
import type {
  AppLog,
  AppName,
  DeletionGuard,
  ProvisioningLog,
  Trouble,
} from '../../../domain/provisioning.ts';
import { type Clock, DAY_MS } from '../../../lib/clock.ts';
import type { OktaClient } from '../client.ts';
import type { App } from './apps.ts';

const Target = z.object({
  id: z.string().nullish(),
  type: z.string().nullish(),
  displayName: z.string().nullish(),
});
type Target = z.infer<typeof Target>;
const Entry = z.object({
  published: z.coerce.date(),
  eventType: z.string(),
  legacyEventType: z.string().nullish(),
  displayMessage: z.string().nullish(),
  outcome: z.object({ result: z.string().nullish(), reason: z.string().nullish() }).nullish(),
  // Null for some events, and in no order.
  target: z.array(Target).nullish(),
});

export interface Events {
  /** Of 24 hours, oldest first. */
  readonly day: readonly AppEvent[];
  /** Imports of two weeks: what stops one may wait that long for a person. */
  readonly imports: readonly AppEvent[];
}

interface AppEvent {
  readonly at: Date;
  readonly name: string;
  readonly failed: boolean;
  readonly succeeded: boolean;
  readonly reason: string | null;
  readonly app: AppName;
  /** The person or group. */
  readonly object: string | null;
}

const ROADBLOCK_DAYS = 14;
const ofApps = [
  'eventType sw "application.provision"',
  'eventType sw "application.integration"',
  'eventType eq "application.configuration.update"',
  'eventType sw "app.realtimesync"',
].join(' or ');
const ofImports = 'eventType eq "system.import.roadblock" or eventType eq "system.import.complete"';

/** What the System Log says of applications. A bounded read: what arrives late is seen by the next run. */
export async function readEvents(client: OktaClient, clock: Clock): Promise<Events> {
  const now = clock.now();
  const [day, imports] = await Promise.all([
    readBetween(client, ofApps, [new Date(now.getTime() - DAY_MS), now]),
    readBetween(client, ofImports, [new Date(now.getTime() - ROADBLOCK_DAYS * DAY_MS), now]),
  ]);
  const yesterday = now.getTime() - DAY_MS;
  const recent = imports.filter(({ at }) => at.getTime() >= yesterday);
  return { day: [...day, ...recent].toSorted(byTime), imports };
}

async function readBetween(
  client: OktaClient,
  filter: string,
  [since, until]: readonly [Date, Date],
): Promise<readonly AppEvent[]> {
  const query = new URLSearchParams({
    since: since.toISOString(),
    until: until.toISOString(),
    filter,
    limit: '1000',
    sortOrder: 'ASCENDING',
  });
  const events: AppEvent[] = [];
  for await (const { items } of client.pages(`/api/v1/logs?${query.toString()}`))
    events.push(...items.flatMap((raw) => toEvent(Entry.parse(raw))));
  return events.toSorted(byTime);
}

function byTime(a: AppEvent, b: AppEvent): number {
  return a.at.getTime() - b.at.getTime();
}

function toEvent(entry: z.infer<typeof Entry>): readonly AppEvent[] {
  const targets = entry.target ?? [];
  const app = targets.find(({ type }) => type === 'AppInstance');
  const object = targets.find(({ type }) => type === 'User' || type === 'UserGroup' || type === 'AppUser');
  const result = entry.outcome?.result?.toUpperCase() ?? '';
  const failed = result === 'FAILURE' || isAlwaysFailure(entry);
  return [
    {
      at: entry.published,
      name: entry.eventType,
      failed,
      succeeded: result === 'SUCCESS' && !failed,
      reason: entry.outcome?.reason ?? entry.displayMessage ?? null,
      app: { id: app?.id ?? '', name: app?.displayName ?? app?.id ?? 'an application that is not named' },
      object: object?.id ?? null,
    },
  ];
}

/** Families that exist for failures only, whatever outcome they carry (event types catalogue). */
const failures = [
  /^application\.provision\.group\.(add|remove|update|import|verify_exists)$/,
  /^application\.provision\.group_membership\.(add|remove|update|import)$/,
  /^application\.integration\.(authentication_failure|general_failure|api_query|rate_limit_exceeded|transfer_files)$/,
  /\.failed(\.|$)/,
  /^app\.realtimesync\.import_failed$/,
];

function isAlwaysFailure({ eventType, legacyEventType }: z.infer<typeof Entry>): boolean {
  if (/^app\.(\w+\.)?api\.error\.|_failed$|_failure$/.test(legacyEventType ?? '')) return true;
  return failures.some((pattern) => pattern.test(eventType));
}

/** The rate of failures by application. */
export function toProvisioningLog({ day }: Events): ProvisioningLog {
  const byApp = new Map<string, AppEvent[]>();
  for (const event of day) {
    if (!event.name.startsWith('application.provision')) continue;
    byApp.set(event.app.id, [...(byApp.get(event.app.id) ?? []), event]);
  }
  return { apps: [...byApp.values()].flatMap(toAppLog) };
}

function toAppLog(events: readonly AppEvent[]): readonly AppLog[] {
  const app = events[0]?.app;
  if (app === undefined) return [];
  const failed = events.filter((event) => event.failed);
  const successes = events.filter(({ succeeded }) => succeeded).length;
  const errors = new Map<string, { code: string; count: number; sample: string }>();
  for (const { name, reason } of failed) {
    const known = errors.get(name);
    errors.set(name, { code: name, count: (known?.count ?? 0) + 1, sample: known?.sample ?? reason ?? name });
  }
  return [
    {
      app,
      successes,
      failures: failed.length,
      skipped: events.length - failed.length - successes,
      failedObjects: new Set(failed.map(({ object }) => object)).size,
      errors: [...errors.values()].toSorted((a, b) => b.count - a.count),
      groupUpdates: 0,
      failingGroups: [],
    },
  ];
}

/** Credentials that were refused, imports that failed, and imports that wait for a person. */
export function troublesIn({ day, imports }: Events, apps: readonly App[], now: Date): readonly Trouble[] {
  const sources = new Set(
    apps.filter(({ features }) => features.includes('PROFILE_MASTERING')).map(({ id }) => id),
  );
  const found = (kind: Trouble['kind'], events: readonly AppEvent[], heals: Test): readonly Trouble[] =>
    [...Map.groupBy(events, ({ app }) => app.id).values()].flatMap((list) => {
      const last = list.at(-1);
      if (last === undefined) return [];
      const { app, at, reason } = last;
      const later = (kind === 'roadblock' ? imports : day).some(
        (event) => event.app.id === app.id && event.at > at && heals(event),
      );
      return [
        { app, kind, at, count: list.length, because: reason, healed: later, source: sources.has(app.id) },
      ];
    });
  const recent = day.filter(({ at }) => now.getTime() - at.getTime() <= DAY_MS);
  return [
    ...found('credentials', recent.filter(isRefusal), provisions),
    ...found('import', recent.filter(isImportFailure), imported),
    ...found('roadblock', imports.filter(isRoadblock), imported),
  ];
}

type Test = (event: AppEvent) => boolean;

/** "Update application configuration" that fails means that the saved credentials were refused (event types catalogue). */
const isRefusal: Test = ({ name, failed }) =>
  name === 'application.integration.authentication_failure' ||
  (name === 'application.configuration.update' && failed);
/** Saving the configuration is no proof: something must have gone through. */
const provisions: Test = ({ name, succeeded }) => succeeded && name.startsWith('application.provision');
const isImportFailure: Test = ({ name, failed }) =>
  failed && (name === 'system.import.complete' || name === 'app.realtimesync.import_failed');
const isRoadblock: Test = ({ name }) => name === 'system.import.roadblock';
const imported: Test = ({ name, succeeded }) =>
  succeeded && (name === 'system.import.complete' || name.startsWith('app.realtimesync'));

/** The import safeguard: no API tells its limit; that it holds something back stands in the log. */
export function importGuards({ imports }: Events): readonly DeletionGuard[] {
  const blocks = imports.filter(isRoadblock);
  const last = blocks.at(-1);
  const waits =
    last !== undefined &&
    !imports.some((event) => event.at > last.at && event.app.id === last.app.id && imported(event));
  return [
    {
      subject: 'import safeguard',
      kind: 'import',
      limit: 'unreadable',
      scope: null,
      waiting: waits ? `${last.app.name}, since ${last.at.toISOString()}` : null,
    },
  ];
}
