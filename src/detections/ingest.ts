import { clear } from '../alerts/clear.ts';
import { raise, type Sighting } from '../alerts/raise.ts';
import type { RaisingTools } from '../alerts/tools.ts';
import type { Settings } from '../config/config.ts';
import type { ProviderKind } from '../domain/connection.ts';
import type { DirectoryEvent } from '../domain/event.ts';
import type { EventPage } from '../providers/provider.ts';
import { insertEvents } from '../store/events.ts';
import { moveCursor } from '../store/feed-cursors.ts';
import type { Roster } from '../store/roster.ts';
import { inTransaction } from '../store/transaction.ts';
import type { Clear, Detection, Raise } from './detection.ts';
import { interested } from './interested.ts';
import { memberEvents, type Told } from './member-events.ts';
import { readState, watchingOf } from './state.ts';

export interface IngestTools extends RaisingTools {
  readonly settings: Settings;
  readonly detections: readonly Detection[];
}

export interface Source {
  readonly connection: string;
  readonly kind: ProviderKind;
  readonly feed: string;
}

/** kept: with how many new events. late: another reader of this feed was faster; nothing of the page was kept. */
export type Ingested = { readonly kept: number } | 'late';

/**
 * Takes one page of a feed: its new events, what they do to the mirror, the alerts they raise or end, the messages about
 * them and the cursor, all in one transaction. A page that is read again changes nothing.
 * @param from the cursor that the page was read after; null = there was none.
 * @param before who held administrator roles before the page was read; null or absent = not known.
 */
export async function ingestPage(
  tools: IngestTools,
  source: Source,
  {
    page,
    from,
    before = null,
  }: { readonly page: EventPage; readonly from: string | null; readonly before?: Roster | null },
): Promise<Ingested> {
  return await inTransaction(tools.db, async (db) => {
    const { connection, feed } = source;
    const at = tools.clock.now();
    const moved = await moveCursor(db, {
      connection,
      feed,
      from,
      to: page.cursor,
      at,
      lastEventAt: newestOf(page.events, at),
      gap: page.gap?.because ?? null,
    });
    if (!moved) return 'late';
    const added = await insertEvents(db, page.events, at);
    const fresh = uniqueById(page.events).filter(({ id }) => added.has(id));
    const told = await memberEvents(db, source, { events: fresh, at });
    const all = [...fresh.map((event) => ({ event, again: false })), ...told];
    await judge({ ...tools, db }, source, { told: all, before });
    return { kept: fresh.length };
  });
}

/** Takes events that no feed brought: the mirror's own, from a delta or a full pass. Inside the caller's transaction. */
export async function ingestOwn(tools: IngestTools, source: Source, told: readonly Told[]): Promise<void> {
  await judge(tools, source, { told, before: null });
}

async function judge(
  tools: IngestTools,
  source: Source,
  { told, before }: { readonly told: readonly Told[]; readonly before: Roster | null },
): Promise<void> {
  const active = tools.detections.filter(({ id }) => !tools.settings.detections.disabled.includes(id));
  const byName = interested(active, source.kind);
  const relevant = told.filter(({ event }) => byName(event.name).length > 0);
  if (relevant.length === 0) return;
  const state = await readState(tools, source, {
    events: relevant.map(({ event }) => event),
    active,
    before,
  });
  const watching = watchingOf(state);
  const raises: Raises = new Map();
  const clears: Clears = new Map();
  for (const { event, again } of relevant.toSorted(byTime)) {
    for (const detection of byName(event.name)) {
      for (const signal of detection.evaluate(event, watching(detection, event))) {
        if ('clears' in signal) collect(raises, clears, { detection, signal: { ...signal, at: event.at } });
        else note(raises, { detection, signal, event, again });
      }
    }
  }
  await write(tools, source, { raises, clears });
}

type Clears = Map<Detection, Healed[]>;
type Healed = Clear & { readonly at: Date };
type Raises = Map<string, { detection: Detection; key: string; sightings: Sighting[] }>;

function note(
  raises: Raises,
  seen: {
    readonly detection: Detection;
    readonly signal: Raise;
    readonly event: DirectoryEvent;
    readonly again: boolean;
  },
): void {
  const { detection, signal, event, again } = seen;
  const id = `${detection.id}:${signal.key}`;
  const known = raises.get(id) ?? { detection, key: signal.key, sightings: [] };
  known.sightings.push({ ...signal, at: event.at, again });
  raises.set(id, known);
}

/** Whatever this page raised before is healed: it is never said. What stands in the store ends first, so later raises stay. */
function collect(
  raises: Raises,
  clears: Clears,
  { detection, signal }: { detection: Detection; signal: Healed },
): void {
  for (const [id, raised] of raises) {
    if (raised.detection !== detection || !raised.key.startsWith(signal.clears)) continue;
    raised.sightings = raised.sightings.filter(
      ({ subject }) => signal.subject !== undefined && signal.subject !== subject,
    );
    if (raised.sightings.length === 0) raises.delete(id);
  }
  const healed = clears.get(detection);
  if (healed === undefined) clears.set(detection, [signal]);
  else healed.push(signal);
}

async function write(
  tools: IngestTools,
  { connection }: Source,
  { raises, clears }: { readonly raises: Raises; readonly clears: Clears },
): Promise<void> {
  for (const [detection, list] of clears) {
    await clear(tools, { detection: detection.id, connection }, list);
  }
  for (const { detection, sightings } of raises.values()) {
    await raise(tools, detection, { connection, sightings });
  }
}

function byTime(a: Told, b: Told): number {
  return a.event.at.getTime() - b.event.at.getTime();
}

function uniqueById(events: readonly DirectoryEvent[]): readonly DirectoryEvent[] {
  return [...new Map(events.map((event) => [event.id, event])).values()];
}

/** None is newer than now: one dated years ahead would hide for years that the feed is silent. */
function newestOf(events: readonly DirectoryEvent[], now: Date): Date | null {
  const times = events.map(({ at }) => Math.min(at.getTime(), now.getTime()));
  return times.length === 0 ? null : new Date(times.reduce((a, b) => Math.max(a, b)));
}
