import type { Settings, WatchedGroup } from '../config/config.ts';
import type { BreakGlassEntry } from '../domain/break-glass.ts';
import type { ProviderKind } from '../domain/connection.ts';
import { actorKey, type DirectoryEvent, memberAdded, targetOf } from '../domain/event.ts';
import { type Clock, MINUTE_MS } from '../lib/clock.ts';
import { localTime } from '../lib/local-time.ts';
import { matches } from '../lib/wildcard.ts';
import { listDrillTimes, type OpenDrill } from '../store/drill-windows.ts';
import { type CountAsk, countEvents } from '../store/events.ts';
import { endsSince } from '../store/grants.ts';
import { countAccounts } from '../store/mirror.ts';
import {
  accountIdsOf,
  type KnownAccount,
  type KnownGroup,
  knownAccounts,
  knownGroups,
} from '../store/mirror-names.ts';
import type { Db } from '../store/open.ts';
import { restoredSince } from '../store/restore-members.ts';
import { type Roster, readRoster } from '../store/roster.ts';
import type { Counted, Detection, Tally, Watching } from './detection.ts';
import { interested } from './interested.ts';

/** Everything that detections may look at for one page of events, read at once. */
export interface State {
  readonly now: Date;
  readonly kind: ProviderKind;
  readonly timezone: string;
  readonly thresholds: Readonly<Record<string, number>>;
  readonly registry: ReadonlyMap<string, BreakGlassEntry>;
  readonly drills: readonly Pick<OpenDrill, 'login' | 'openedAt' | 'until'>[];
  readonly roster: Roster | null;
  /** Before the page was read. */
  readonly before: Roster | null;
  readonly accounts: ReadonlyMap<string, KnownAccount>;
  readonly groups: ReadonlyMap<string, KnownGroup>;
  readonly watch: readonly WatchedGroup[];
  /** Memberships that an approved restore put back, as `group account`. */
  readonly restored: ReadonlySet<string>;
  /** What Lockstep took at its planned end, as `group account`, and as ` account`. */
  readonly ended: ReadonlySet<string>;
  readonly accountCount: number | null;
  /** By detection and tally: key → counts. */
  readonly tallies: ReadonlyMap<Tally, ReadonlyMap<string, Counted>>;
}

interface StateTools {
  readonly db: Db;
  readonly clock: Clock;
  readonly settings: Settings;
}

export async function readState(
  { db, clock, settings }: StateTools,
  { connection, kind }: { readonly connection: string; readonly kind: ProviderKind },
  ask: {
    readonly events: readonly DirectoryEvent[];
    readonly active: readonly Detection[];
    readonly before: Roster | null;
  },
): Promise<State> {
  const now = clock.now();
  const { events, active } = ask;
  const ids = (of: 'account' | 'group'): string[] => [
    ...new Set(events.flatMap((event) => targetOf(event, of)?.id ?? [])),
  ];
  const actors = events.flatMap(({ actor }) => (actor?.id == null ? [] : [actor.id]));
  const mine = settings.breakGlass.filter((entry) => entry.connection === connection);
  const size = await countAccounts(db, connection);
  return {
    now,
    kind,
    timezone: settings.schedules.timezone,
    thresholds: settings.detections.thresholds,
    registry: await registryOf(db, connection, mine),
    drills: await listDrillTimes(db, connection, oldestOf(events, now)),
    roster: await readRoster(db, connection),
    before: ask.before,
    accounts: await knownAccounts(db, connection, [...new Set([...ids('account'), ...actors])]),
    groups: await knownGroups(db, connection, ids('group')),
    watch: settings.watch.groups.filter((group) => group.connection === connection),
    restored: await restoredAmong(db, connection, events),
    ended: await endedAmong(db, connection, events),
    accountCount: size === 0 ? null : size,
    tallies: await countTallies(db, connection, { events, active, kind }),
  };
}

function oldestOf(events: readonly DirectoryEvent[], now: Date): Date {
  return events.reduce((oldest, { at }) => (at < oldest ? at : oldest), now);
}

/** A vendor's log dates a change of ours within this time of our own clock. */
const OURS_MS = 30 * MINUTE_MS;

async function restoredAmong(
  db: Db,
  connection: string,
  events: readonly DirectoryEvent[],
): Promise<ReadonlySet<string>> {
  const added = events.filter(({ name }) => name === memberAdded).map(({ at }) => at.getTime());
  if (added.length === 0) return new Set();
  const oldest = added.reduce((a, b) => Math.min(a, b));
  const restored = await restoredSince(db, connection, new Date(oldest - OURS_MS));
  return new Set(restored.map(({ groupId, accountId }) => `${groupId} ${accountId}`));
}

async function endedAmong(
  db: Db,
  connection: string,
  events: readonly DirectoryEvent[],
): Promise<ReadonlySet<string>> {
  const oldest = events.reduce((at, event) => Math.min(at, event.at.getTime()), Number.POSITIVE_INFINITY);
  const accountIds = [...new Set(events.flatMap((event) => targetOf(event, 'account')?.id ?? []))];
  if (accountIds.length === 0) return new Set();
  const ends = await endsSince(db, { connection, accountIds, since: new Date(oldest - OURS_MS) });
  return new Set(ends.flatMap(({ groupId, accountId }) => [`${groupId} ${accountId}`, ` ${accountId}`]));
}

/** By login, lower case, and by id. */
async function registryOf(
  db: Db,
  connection: string,
  entries: readonly BreakGlassEntry[],
): Promise<ReadonlyMap<string, BreakGlassEntry>> {
  const byLogin = new Map(entries.map((entry) => [entry.login.toLowerCase(), entry]));
  const ids = await accountIdsOf(db, connection, [...byLogin.keys()]);
  const byId = [...ids].flatMap(([login, id]) => {
    const entry = byLogin.get(login);
    return entry === undefined ? [] : [[id, entry] as const];
  });
  return new Map([...byLogin, ...byId]);
}

/** One query for each declared tally that this page concerns, whatever the number of keys. */
async function countTallies(
  db: Db,
  connection: string,
  ask: {
    readonly events: readonly DirectoryEvent[];
    readonly active: readonly Detection[];
    readonly kind: ProviderKind;
  },
): Promise<State['tallies']> {
  const counted = new Map<Tally, ReadonlyMap<string, Counted>>();
  const listening = interested(ask.active, ask.kind);
  for (const detection of ask.active) {
    const tallies = Object.values(detection.tallies);
    if (tallies.length === 0) continue;
    // Whatever it listens to may make it look at a tally of something else.
    const about = ask.events.filter(({ name }) => listening(name).includes(detection));
    if (about.length === 0) continue;
    for (const tally of tallies) {
      const until = new Date(Math.max(...about.map(({ at }) => at.getTime())));
      const keys = [...new Set(about.flatMap((event) => keyOf(event, tally.by) ?? []))];
      counted.set(
        tally,
        await countEvents(db, {
          connection,
          names: tally.names,
          by: columns[tally.by],
          keys,
          since: new Date(until.getTime() - tally.windowMs),
          until,
          outcome: tally.outcome,
          endsSince: tally.besidesEnds === true ? new Date(until.getTime() - tally.windowMs - OURS_MS) : null,
        }),
      );
    }
  }
  return counted;
}

const columns: Readonly<Record<Tally['by'], CountAsk['by']>> = {
  group: 'group_id',
  actor: 'actor_id',
  app: 'app_id',
  account: 'account_id',
  connection: 'connection',
};

function keyOf(event: DirectoryEvent, by: Tally['by']): string | null {
  if (by === 'connection') return event.connection;
  if (by === 'actor') return actorKey(event);
  // A sign-in has no target account: it is about the one who acts.
  return targetOf(event, by)?.id ?? (by === 'account' ? (event.actor?.id ?? null) : null);
}

const NONE: Counted = { events: 0, accounts: 0 };

/** The state, as one detection sees it for one event; only what is counted differs between events. */
export function watchingOf(state: State): (detection: Detection, event: DirectoryEvent) => Watching {
  const known = new Map<Detection, Omit<Watching, 'tally'>>();
  return (detection, event) => {
    const always = known.get(detection) ?? seenBy(state, detection);
    known.set(detection, always);
    return {
      ...always,
      tally: (name) => {
        const tally = detection.tallies[name];
        if (tally === undefined) throw new Error(`${detection.id} has no tally ${name}`);
        return state.tallies.get(tally)?.get(keyOf(event, tally.by) ?? '') ?? NONE;
      },
    };
  };
}

function seenBy(state: State, detection: Detection): Omit<Watching, 'tally'> {
  return {
    now: state.now,
    kind: state.kind,
    localTime: (at) => localTime(state.timezone, at),
    threshold: (name) => {
      const threshold = detection.thresholds[name];
      if (threshold === undefined) throw new Error(`${detection.id} has no threshold ${name}`);
      return state.thresholds[name] ?? threshold.value;
    },
    breakGlass: (idOrLogin) => state.registry.get(idOrLogin) ?? state.registry.get(idOrLogin.toLowerCase()),
    inDrill: (login, at) =>
      state.drills.some(
        (drill) =>
          drill.login.toLowerCase() === login.toLowerCase() && drill.openedAt <= at && at <= drill.until,
      ),
    admins: state.roster?.admins ?? null,
    topAdmins: state.roster?.top.size ?? null,
    holdsTop: (id) => state.roster?.top.has(id) === true,
    wasTop: (id) => state.before?.top.has(id) === true,
    isGuest: (id) => state.accounts.get(id)?.guest === true,
    watched: (id) => watchedAs(state, id),
    memberCount: (id) => state.groups.get(id)?.members ?? null,
    restored: (group, account) => state.restored.has(`${group} ${account}`),
    ended: (group, account) => state.ended.has(`${group ?? ''} ${account}`),
    groupName: (id) => state.groups.get(id)?.name ?? null,
    accountName: (id) => state.accounts.get(id)?.login ?? null,
    accountCount: state.accountCount,
  };
}

function watchedAs({ watch, groups }: State, groupId: string): 'sensitive' | 'watched' | 'ordinary' {
  const name = groups.get(groupId)?.name ?? null;
  const matching = watch.filter(({ group }) => group === groupId || (name !== null && matches(group, name)));
  if (matching.some(({ as }) => as === 'sensitive')) return 'sensitive';
  return matching.length > 0 ? 'watched' : 'ordinary';
}
