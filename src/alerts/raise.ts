import type { Alert, Sample } from '../domain/alert.ts';
import { type Severity, severities } from '../domain/finding.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { newId } from '../lib/id.ts';
import {
  addSubjects,
  changeAlert,
  dropSubjects,
  findAlert,
  findLiveAlert,
  insertAlert,
  listSubjects,
  type Subject,
} from '../store/alerts.ts';
import type { Db } from '../store/open.ts';
import { announce } from './announce.ts';
import { pullBrake } from './brake.ts';
import { tellChat, tellSinks } from './tell.ts';
import type { AlertTools, RaisingTools } from './tools.ts';

/** The parts of a detection that an alert carries on. */
export interface Cause {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly fix: string;
  readonly patienceMs: number;
  readonly unless: readonly string[];
  /** A critical alert of it freezes Lockstep's own writes. */
  readonly freezes?: true;
}

/** One observation of one cause. */
export interface Sighting {
  readonly key: string;
  readonly message: string;
  readonly sample: Sample;
  readonly severity?: Severity;
  readonly title?: string;
  readonly fix?: string;
  readonly subject?: string;
  readonly patienceMs?: number;
  readonly offers?: Alert['offers'];
  /** When it happened; alerts tell the vendor's time. */
  readonly at: Date;
  /** true: known before, only told better now (a late actor): it is not counted again. */
  readonly again?: boolean;
}

/** The same cause within this time after it was over is the same alert, edited, and paged anew. */
const RELAPSE_MS = 60 * MINUTE_MS;
const SAMPLES = 10;

/**
 * Raises or bumps one alert for all sightings of one fingerprint, oldest first. Inside the caller's transaction: the
 * events, the cursor and the alert are kept together or not at all.
 */
export async function raise(
  tools: RaisingTools,
  cause: Cause,
  { connection, sightings }: { readonly connection: string; readonly sightings: readonly Sighting[] },
): Promise<void> {
  const newest = sightings.at(-1);
  if (newest === undefined) return;
  const { db, clock } = tools;
  const fingerprint = `${cause.id}:${connection}:${newest.key}`;
  const since = new Date(clock.now().getTime() - RELAPSE_MS);
  const known = await findLiveAlert(db, fingerprint, since);
  if (known !== null) return await bump(tools, cause, { known, sightings });
  if (sightings.every(({ again }) => again)) return;
  const alert = await freshAlert(tools, cause, { connection, fingerprint, sightings });
  if (!(await insertAlert(db, alert))) throw new Error(`two alerts of ${cause.id} at the same time`);
  await addSubjects(db, alert.id, subjectsOf(sightings));
  if (alert.visibleAt <= clock.now()) await announce(tools, alert);
}

async function freshAlert(
  { clock }: AlertTools,
  cause: Cause,
  about: {
    readonly connection: string;
    readonly fingerprint: string;
    readonly sightings: readonly Sighting[];
  },
): Promise<Alert> {
  const { connection, fingerprint, sightings } = about;
  const now = clock.now();
  const newest = sightings.at(-1) as Sighting; // raise() looked that there is one.
  const subjects = new Set(subjectsOf(sightings).map(({ id }) => id));
  return await Promise.resolve({
    id: newId('alert'),
    fingerprint,
    detection: cause.id,
    connection,
    key: newest.key,
    ...saidOf(cause, sightings),
    fix: newest.fix ?? cause.fix,
    state: 'pending',
    count: subjects.size > 0 ? subjects.size : sightings.length,
    samples: withSamples([], sightings),
    firstAt: earliest(sightings),
    lastAt: latest(sightings),
    visibleAt: new Date(
      now.getTime() + Math.min(...sightings.map(({ patienceMs }) => patienceMs ?? cause.patienceMs)),
    ),
    coveredBy: null,
    announcedAt: null,
    pagedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    snoozedUntil: null,
    resolvedAt: null,
    resolvedBecause: null,
    resolvedBy: null,
    notes: [],
    offers: newest.offers ?? [],
    relapses: 0,
    revision: 0,
  });
}

async function bump(
  tools: RaisingTools,
  cause: Cause,
  { known, sightings }: { readonly known: Alert; readonly sightings: readonly Sighting[] },
): Promise<void> {
  const { db, clock } = tools;
  const fresh = await newsAmong(db, known, sightings);
  const relapse = known.state === 'resolved';
  if (relapse && fresh.length === 0) return await retell(tools, known, sightings);
  if (relapse) await dropSubjects(db, known.id);
  const subjects = await addSubjects(db, known.id, subjectsOf(fresh));
  const said = saidOf(cause, sightings);
  const worst =
    severities.indexOf(said.severity) < severities.indexOf(known.severity) ? said.severity : known.severity;
  const change = {
    message: said.message,
    title: said.title,
    severity: relapse ? said.severity : worst,
    samples: withSamples(relapse ? [] : known.samples, sightings),
    count: subjects > 0 ? subjects : (relapse ? 0 : known.count) + fresh.length,
    lastAt: new Date(Math.max(known.lastAt.getTime(), latest(sightings).getTime())),
    offers: sightings.at(-1)?.offers ?? known.offers,
    ...(known.state === 'pending' ? { visibleAt: sooner(clock.now(), cause, { known, sightings }) } : {}),
    ...(relapse ? reopened(clock.now(), sightings.at(-1)?.patienceMs ?? cause.patienceMs, known) : {}),
  };
  const moved = { ...known, ...change, revision: known.revision + 1 };
  if (!(await changeAlert(db, known, change)))
    throw new Error('an alert changed meanwhile; the page is read again');
  if (moved.state === 'pending' && moved.visibleAt <= clock.now()) {
    const current = await findAlert(db, known.id);
    if (current !== null) await announce(tools, current);
  } else if (moved.announcedAt !== null) await retellWorse(tools, cause, { known, moved });
}

/**
 * What the alert did not know of. Where a person ended it, what only arrives late about those whom it named is no news:
 * the log tells for minutes what was over when they said so.
 */
async function newsAmong(db: Db, known: Alert, sightings: readonly Sighting[]): Promise<readonly Sighting[]> {
  const fresh = sightings.filter(({ again }) => again !== true);
  const { resolvedAt, resolvedBy } = known;
  if (resolvedAt === null || resolvedBy === null || resolvedBy === 'lockstep') return fresh;
  const named = new Set(await listSubjects(db, known.id));
  return fresh.filter(
    ({ subject, at }) => subject === undefined || !named.has(subject) || at.getTime() > resolvedAt.getTime(),
  );
}

/** Said again on its card; what became graver is told to the sinks that ask for graver alerts only. */
async function retellWorse(
  tools: AlertTools,
  cause: Cause,
  { known, moved }: { readonly known: Alert; readonly moved: Alert },
): Promise<void> {
  const graver = severities.indexOf(moved.severity) < severities.indexOf(known.severity);
  const paged = graver ? await tellSinks(tools, moved, { action: 'trigger' }) : 0;
  const current = paged > 0 && moved.pagedAt === null ? await markPaged(tools, moved) : moved;
  const told = cause.freezes === true ? await pullBrake(tools, current) : current;
  await tellChat(tools, told);
}

async function markPaged(tools: AlertTools, alert: Alert): Promise<Alert> {
  const change = { pagedAt: tools.clock.now() };
  if (!(await changeAlert(tools.db, alert, change)))
    throw new Error('an alert changed meanwhile; the page is read again');
  return { ...alert, ...change, revision: alert.revision + 1 };
}

/** More of the same may be worth less patience: then it is said sooner, never later. */
function sooner(
  now: Date,
  cause: Cause,
  { known, sightings }: { readonly known: Alert; readonly sightings: readonly Sighting[] },
): Date {
  if (known.coveredBy !== null) return known.visibleAt;
  const patience = Math.min(...sightings.map(({ patienceMs }) => patienceMs ?? cause.patienceMs));
  return new Date(Math.min(known.visibleAt.getTime(), now.getTime() + patience));
}

/** As if nobody had heard of it: it is paged anew, and again where nobody takes it on. */
function reopened(now: Date, patienceMs: number, known: Alert): Parameters<typeof changeAlert>[2] {
  return {
    state: 'pending',
    visibleAt: new Date(now.getTime() + patienceMs),
    relapses: known.relapses + 1,
    acknowledgedAt: null,
    acknowledgedBy: null,
    snoozedUntil: null,
    resolvedAt: null,
    resolvedBecause: null,
    resolvedBy: null,
    pagedAt: null,
    escalatedAt: null,
  };
}

/** A late actor on an alert that is over: only its lines become better. */
async function retell(tools: AlertTools, known: Alert, sightings: readonly Sighting[]): Promise<void> {
  const change = { samples: withSamples(known.samples, sightings) };
  if (!(await changeAlert(tools.db, known, change))) return;
  if (known.announcedAt !== null)
    await tellChat(tools, { ...known, ...change, revision: known.revision + 1 });
}

/** What is said is the newest sentence, at the gravest severity among them. */
function saidOf(cause: Cause, sightings: readonly Sighting[]): Pick<Alert, 'message' | 'title' | 'severity'> {
  const newest = sightings.at(-1) as Sighting; // raise() looked that there is one.
  const all = sightings.map(({ severity }) => severity ?? cause.severity);
  return {
    message: newest.message,
    title: newest.title ?? cause.title,
    severity: severities.find((severity) => all.includes(severity)) ?? cause.severity,
  };
}

/** The first ones stay: they tell how it began. The same event told again replaces its line. */
function withSamples(known: readonly Sample[], sightings: readonly Sighting[]): readonly Sample[] {
  const lines = new Map(known.map((sample) => [sample.id, sample]));
  for (const { sample } of sightings)
    if (lines.has(sample.id) || lines.size < SAMPLES) lines.set(sample.id, sample);
  return [...lines.values()];
}

function subjectsOf(sightings: readonly Sighting[]): readonly Subject[] {
  return sightings.flatMap(({ subject, at }) => (subject === undefined ? [] : [{ id: subject, at }]));
}

function earliest(sightings: readonly Sighting[]): Date {
  return new Date(Math.min(...sightings.map(({ at }) => at.getTime())));
}

function latest(sightings: readonly Sighting[]): Date {
  return new Date(Math.max(...sightings.map(({ at }) => at.getTime())));
}
