import { Cron } from 'croner';
import { driftHears } from '../access/index.ts';
import {
  type Answered,
  type Asked,
  acknowledgeAlert,
  addWords,
  alertHears,
  answerQuestion,
  askForRemedy,
  type Hearers,
  type Outcome,
  type RemedyAsk,
  resolveAlert,
  snoozeAlert,
} from '../alerts/index.ts';
import { sourceSilent } from '../detections/own-causes.ts';
import type { Alert, AlertState, Offer } from '../domain/alert.ts';
import type { BreakGlassEntry } from '../domain/break-glass.ts';
import { lastDrills } from '../domain/drill.ts';
import type { Severity } from '../domain/finding.ts';
import { DAY_MS, HOUR_MS } from '../lib/clock.ts';
import { countAlerts, findAlert, listAlerts, unresolvedOf } from '../store/alerts.ts';
import { appendAudit } from '../store/audit.ts';
import { closeDrill, listOpenDrills, openDrill, signInOf } from '../store/drill-windows.ts';
import { listDrills } from '../store/drills.ts';
import { currentFreeze, type Freeze, freezeNow, liftFreeze } from '../store/freeze.ts';
import { listFreshness } from '../store/freshness.ts';
import type { JobCounts } from '../store/queue/queue.ts';
import { inTransaction } from '../store/transaction.ts';
import { countDeadDeliveries, countLiveAlerts, type FeedRead, listFeedReads } from '../store/watch-state.ts';
import { ableOn } from './able.ts';
import type { SlackTools } from './tools.ts';

export interface AlertsPicture {
  readonly alerts: readonly Alert[];
  readonly counts: Readonly<Record<AlertState, number>>;
  readonly freeze: Freeze | null;
  readonly now: Date;
}

export interface AlertPicture {
  readonly alert: Alert;
  readonly able: ReadonlySet<Offer['action']>;
}

export interface WatchState {
  readonly alerts: ReadonlyMap<Severity, number>;
  readonly freeze: Freeze | null;
  /** silent: an alert says that it is quiet for longer than is normal for it. */
  readonly feeds: readonly (FeedRead & { readonly silent: boolean })[];
  readonly jobs: JobCounts;
  readonly deadDeliveries: number;
}

/** unseen: no log told of a successful sign-in while it was announced. */
type SignedOff = 'signed_off' | 'none_open' | 'unseen';

export interface DrillPicture {
  readonly entry: BreakGlassEntry;
  readonly lastAt: Date | null;
  readonly dueAt: Date | null;
  readonly open: { readonly by: string; readonly until: Date } | null;
}

/** What commands, buttons and modals of watching may do; each is one step over a feature or the store. */
export interface WatchCases {
  readonly alerts: (limit: number) => Promise<AlertsPicture>;
  readonly state: () => Promise<WatchState>;
  readonly alert: (id: string) => Promise<AlertPicture | null>;
  readonly acknowledge: (alertId: string, by: string) => Promise<Outcome>;
  readonly snooze: (alertId: string, ask: { by: string; length: string }) => Promise<Outcome>;
  readonly resolve: (alertId: string, ask: { by: string; because: string }) => Promise<Outcome>;
  /** Has a job carry out what an alert offers. */
  readonly remedy: (ask: RemedyAsk & { action: Offer['action'] }) => Promise<Asked>;
  /** Resolves a mass change, and lifts the freeze that Lockstep made for it; a person's freeze stays. */
  readonly intended: (alertId: string, by: string) => Promise<Outcome>;
  /** The answer of the one who was asked; and what they add to it. */
  readonly answer: (ask: { id: string; answer: 'yes' | 'no'; by: string }) => Promise<Answered>;
  readonly explain: (ask: { id: string; words: string; by: string }) => Promise<Answered>;
  readonly freeze: (ask: { by: string; because: string }) => Promise<boolean>;
  readonly unfreeze: (by: string) => Promise<boolean>;
  /** Adds a sync of every connection; when each was last brought up to date. */
  readonly sync: (ask: { by: string; full: boolean }) => Promise<ReadonlyMap<string, Date | null>>;
  readonly drills: () => Promise<readonly DrillPicture[]>;
  readonly openDrill: (entry: BreakGlassEntry, ask: { by: string; minutes: number }) => Promise<Date | null>;
  readonly closeDrill: (entry: BreakGlassEntry, by: string) => Promise<SignedOff>;
  readonly now: () => Date;
}

/** Where an answer is shown, by what the question is about. */
const hearers: Hearers = { alert: alertHears, drift: driftHears };

export function createWatchCases(tools: SlackTools): WatchCases {
  const { db, clock } = tools;
  return {
    alerts: async (limit) => ({
      alerts: await listAlerts(db, { states: ['open', 'acknowledged', 'snoozed'], limit }),
      counts: await countAlerts(db),
      freeze: await currentFreeze(db),
      now: clock.now(),
    }),
    state: async () => await readState(tools),
    alert: async (id) => {
      const alert = await findAlert(db, id);
      return alert === null ? null : { alert, able: ableOn(tools, alert.connection) };
    },
    acknowledge: async (alertId, by) => await acknowledgeAlert(tools, { alertId, by, at: clock.now() }),
    snooze: async (alertId, { by, length }) => {
      const until = snoozeEnd(tools, length);
      return until === null ? 'unknown' : await snoozeAlert(tools, { alertId, by, until });
    },
    resolve: async (alertId, { by, because }) => await resolveAlert(tools, { alertId, by, because }),
    remedy: async (ask) => await askForRemedy(tools, ask),
    intended: async (alertId, by) => await markIntended(tools, alertId, by),
    answer: async (ask) => await answerQuestion(tools, ask, hearers),
    explain: async (ask) => await addWords(tools, ask, hearers),
    freeze: async (ask) => await freeze(tools, ask),
    unfreeze: async (by) => await unfreeze(tools, { by }),
    sync: async (ask) => await addSyncs(tools, ask),
    drills: async () => await readDrills(tools),
    openDrill: async (entry, ask) => await announceDrill(tools, entry, ask),
    closeDrill: async (entry, by) => await signOff(tools, entry, by),
    now: clock.now,
  };
}

async function readState({ db, queue, connections }: SlackTools): Promise<WatchState> {
  const silent = new Set<string>();
  for (const { id } of connections) {
    for (const { key } of await unresolvedOf(db, id, [sourceSilent.id])) silent.add(`${id} ${key}`);
  }
  const feeds = await listFeedReads(db);
  return {
    alerts: await countLiveAlerts(db),
    freeze: await currentFreeze(db),
    feeds: feeds.map((read) => ({ ...read, silent: silent.has(`${read.connection} ${read.feed}`) })),
    jobs: await queue.counts(db),
    deadDeliveries: await countDeadDeliveries(db),
  };
}

/** Null for a time that was not offered. Tomorrow begins at eight in schedules.timezone. */
function snoozeEnd({ clock, settings }: SlackTools, length: string): Date | null {
  const now = clock.now();
  if (length === '1h') return new Date(now.getTime() + HOUR_MS);
  if (length === '4h') return new Date(now.getTime() + 4 * HOUR_MS);
  if (length !== 'tomorrow') return null;
  return new Cron('0 8 * * *', { timezone: settings.schedules.timezone, paused: true }).nextRun(now);
}

async function markIntended(tools: SlackTools, alertId: string, by: string): Promise<Outcome> {
  return await inTransaction(tools.db, async (db) => {
    const alert = await findAlert(db, alertId);
    if (alert === null || !alert.offers.some(({ action }) => action === 'intended')) return 'unknown';
    const outcome = await resolveAlert({ ...tools, db }, { alertId, by, because: 'it was intended' });
    if (outcome !== 'done') return outcome;
    // Another mass change that nobody called intended has a brake of its own.
    await unfreeze({ ...tools, db }, { by, alertId });
    return outcome;
  });
}

async function freeze({ db, clock }: SlackTools, ask: { by: string; because: string }): Promise<boolean> {
  return await inTransaction(db, async (db) => {
    const at = clock.now();
    if (!(await freezeNow(db, { ...ask, at }))) return false;
    const detail = { because: ask.because };
    await appendAudit(db, { at, actor: ask.by, action: 'freeze.set', object: 'lockstep', detail });
    return true;
  });
}

/** Every freeze, or only the brake of one alert. */
async function unfreeze(
  { db, clock }: SlackTools,
  { by, ...which }: { by: string; alertId?: string },
): Promise<boolean> {
  return await inTransaction(db, async (db) => {
    const at = clock.now();
    if (!(await liftFreeze(db, { at, by, ...which }))) return false;
    await appendAudit(db, { at, actor: by, action: 'freeze.lifted', object: 'lockstep', detail: which });
    return true;
  });
}

async function addSyncs(
  { db, queue, clock, connections }: SlackTools,
  { by, full }: { by: string; full: boolean },
): Promise<ReadonlyMap<string, Date | null>> {
  const fresh = await listFreshness(db);
  await inTransaction(db, async (db) => {
    for (const { id } of connections) {
      const key = `sync-directory:${id}`;
      await queue.add(db, { task: 'sync-directory', key, payload: { connection: id, full } });
      const entry = { actor: by, action: 'sync.asked', object: id, detail: { full } };
      await appendAudit(db, { at: clock.now(), ...entry });
    }
  });
  return new Map(connections.map(({ id }) => [id, fresh.get(`sync:${id}`) ?? null]));
}

async function readDrills({ db, clock, settings }: SlackTools): Promise<readonly DrillPicture[]> {
  const open = await listOpenDrills(db, clock.now());
  const connections = [...new Set(settings.breakGlass.map(({ connection }) => connection))];
  const last = new Map<string, ReadonlyMap<string, Date>>();
  for (const connection of connections) last.set(connection, lastDrills(await listDrills(db, connection)));
  return settings.breakGlass.map((entry) => {
    const login = entry.login.toLowerCase();
    const lastAt = last.get(entry.connection)?.get(login) ?? null;
    const window = open.find((each) => each.connection === entry.connection && each.login === entry.login);
    return {
      entry,
      lastAt,
      dueAt: lastAt === null ? null : new Date(lastAt.getTime() + entry.drillDays * DAY_MS),
      open: window === undefined ? null : { by: window.openedBy, until: window.until },
    };
  });
}

async function announceDrill(
  { db, clock }: SlackTools,
  { connection, login }: BreakGlassEntry,
  { by, minutes }: { by: string; minutes: number },
): Promise<Date | null> {
  return await inTransaction(db, async (db) => {
    const openedAt = clock.now();
    const until = new Date(openedAt.getTime() + minutes * 60_000);
    const opened = await openDrill(db, { connection, login, openedAt, openedBy: by, until });
    if (opened === null) return null;
    const detail = { until: until.toISOString() };
    await appendAudit(db, { at: openedAt, actor: by, action: 'drill.opened', object: opened.id, detail });
    return until;
  });
}

/** Logs tell late: what happened in time is signed off within a day after the end of the drill. Of several, the latest that was proved. */
async function signOff(
  { db, clock }: SlackTools,
  { connection, login }: BreakGlassEntry,
  by: string,
): Promise<SignedOff> {
  return await inTransaction(db, async (db) => {
    const at = clock.now();
    const open = (await listOpenDrills(db, new Date(at.getTime() - DAY_MS))).filter(
      (each) => each.connection === connection && each.login === login,
    );
    if (open.length === 0) return 'none_open';
    for (const drill of open.toReversed()) {
      const signIn = await signInOf(db, drill);
      if (signIn === null) continue;
      if (!(await closeDrill(db, drill, at))) return 'none_open';
      const detail = { openedBy: drill.openedBy, signIn };
      await appendAudit(db, { at, actor: by, action: 'drill.closed', object: drill.id, detail });
      return 'signed_off';
    }
    return 'unseen';
  });
}
