import { z } from 'zod';
import type { DirectoryEvent } from '../../../domain/event.ts';
import { type Clock, DAY_MS, MINUTE_MS } from '../../../lib/clock.ts';
import { OperatorError } from '../../../lib/operator-error.ts';
import type { EventFeed, EventPage } from '../../provider.ts';
import type { Graph } from '../graph.ts';

export interface FeedTools {
  readonly graph: Graph;
  readonly clock: Clock;
  readonly connection: string;
}

/** How far a log was read, by the vendor's clock. */
export interface Mark {
  /** Time of the newest row seen, or of the beginning. */
  readonly newest: Date;
  /** When it was last read to its end. */
  readonly readAt: Date;
}

/** A log that is asked for rows since a time, oldest first; it tells late rows among the old ones. */
export interface Log {
  readonly path: (since: Date) => string;
  readonly toEvent: (row: unknown) => DirectoryEvent;
}

export interface WindowPage {
  readonly events: readonly DirectoryEvent[];
  readonly mark: Mark;
  readonly gap?: NonNullable<EventPage['gap']>;
}

/** Rows come up to a quarter of an hour late, and not in order; the store drops what it has seen. */
const OVERLAP_MS = 15 * MINUTE_MS;
/** Without a premium licence; thirty days with one, but a cursor that old is suspicious with either. */
const RETENTION_MS = 7 * DAY_MS;

export const Mark = z.object({ newest: z.coerce.date(), readAt: z.coerce.date() });

/** The vendor's clock after its latest answer. */
export function vendorNow({ graph, clock }: FeedTools): Date {
  return graph.lastDate() ?? clock.now();
}

/** Where a first start begins. It asks once, so that a missing permission shows at once and the vendor's clock counts. */
export async function markNow(tools: FeedTools, log: Log): Promise<Mark> {
  await tools.graph.get(log.path(tools.clock.now()));
  const now = vendorNow(tools);
  return { newest: now, readAt: now };
}

/** Every page since a mark, with an overlap before it. */
export async function* readWindow(
  tools: FeedTools,
  log: Log,
  { from, signal }: { readonly from: Mark; readonly signal: AbortSignal },
): AsyncGenerator<WindowPage> {
  let { newest } = from;
  let begun: Date | null = null;
  for await (const { items, next } of tools.graph.pages(log.path(new Date(newest.getTime() - OVERLAP_MS)))) {
    const first = begun === null;
    begun ??= vendorNow(tools);
    const events = items.map(log.toEvent);
    newest = newestOf(events, newest, begun);
    const mark = { newest, readAt: next === null ? begun : from.readAt };
    yield { events, mark, ...(first ? gapOf(from, begun) : {}) };
    if (signal.aborted) return;
  }
}

/** A row from the future does not move the window past rows that are still to come. */
function newestOf(events: readonly DirectoryEvent[], before: Date, now: Date): Date {
  const times = events.map(({ at }) => Math.min(at.getTime(), now.getTime()));
  return new Date(Math.max(before.getTime(), ...times));
}

function gapOf({ readAt }: Mark, now: Date): Pick<WindowPage, 'gap'> {
  if (now.getTime() - readAt.getTime() <= RETENTION_MS) return {};
  return { gap: { since: readAt, because: 'the log was last read longer ago than Entra ID keeps it' } };
}

export const unreadable = { since: null, because: 'the place where reading stopped could not be read' };

/** One entry of a log. Everything but its id and its time may be absent. */
export function parseRow<T>(schema: z.ZodType<T>, raw: unknown, log: string): T {
  const row = schema.safeParse(raw);
  if (row.success) return row.data;
  throw new OperatorError(
    'EVIDENCE_INCOMPLETE',
    `an entry of the ${log} of Entra ID has no id or no time`,
    'It is read again; report it when it stays.',
    row.error,
  );
}

/** null when it is none of ours, or of an older form. */
export function readCursor<T>(schema: z.ZodType<T>, cursor: string): T | null {
  try {
    return schema.parse(JSON.parse(cursor));
  } catch {
    return null;
  }
}

/** A feed over one log. */
export function windowFeed(
  tools: FeedTools,
  log: Log,
  traits: Pick<EventFeed, 'name' | 'intervalMs' | 'silentMs'>,
): EventFeed {
  return {
    ...traits,
    readSince: async function* (cursor, { signal }) {
      if (signal.aborted) return;
      const from = cursor === null ? null : readCursor(Mark, cursor);
      if (from === null) {
        const mark = JSON.stringify(await markNow(tools, log));
        yield { events: [], cursor: mark, ...(cursor === null ? {} : { gap: unreadable }) };
        return;
      }
      for await (const { mark, ...page } of readWindow(tools, log, { from, signal }))
        yield { ...page, cursor: JSON.stringify(mark) };
    },
  };
}
