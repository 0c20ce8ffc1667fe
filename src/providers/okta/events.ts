import { z } from 'zod';
import { type Clock, DAY_MS, MINUTE_MS, SECOND_MS } from '../../lib/clock.ts';
import { OperatorError } from '../../lib/operator-error.ts';
import type { EventFeed, EventPage, FeedContext } from '../provider.ts';
import type { OktaClient, OktaPage } from './client.ts';
import { refusalOf } from './errors.ts';
import { logFeed, toEvent } from './log-event.ts';

export interface LogTools {
  readonly client: OktaClient;
  readonly clock: Clock;
  readonly connection: string;
}

/** The largest page (Okta, System Log API, limit). */
const PAGE = 1000;
/** How long Okta keeps its log (Okta, System Log query). */
const RETENTION_MS = 90 * DAY_MS;
/** Where a lost place is looked for again: events may be published late. */
const OVERLAP_MS = 10 * MINUTE_MS;

const Cursor = z.object({
  /** The vendor's own next link, without the host: it is never made by hand. */
  path: z.string().startsWith('/api/v1/logs'),
  /** Time of the newest event seen, or of the beginning. */
  newest: z.coerce.date(),
  /** When the log was last read. */
  readAt: z.coerce.date(),
});
type Cursor = z.infer<typeof Cursor>;

/**
 * The System Log of one org, by polling: no `until`, ascending, so Okta orders by when an event was persisted and always
 * gives a next link, also after an empty page. One poller serves everything (its own rate bucket).
 */
export function createLogFeed(tools: LogTools): EventFeed {
  return {
    name: logFeed,
    intervalMs: 30 * SECOND_MS,
    // An active org always logs something; what is normal for a small one is learned (detections/silence.ts).
    silentMs: 30 * MINUTE_MS,
    readSince: async function* (cursor, context) {
      if (context.signal.aborted) return;
      const from = cursor === null ? null : parseCursor(cursor);
      if (from === null) {
        yield await begin(tools, cursor === null ? {} : { gap: unreadable });
        return;
      }
      yield* follow(tools, from, context);
    },
  };
}

const unreadable = { since: null, because: 'the place where reading stopped could not be read' };

/** Okta's clock decides what "now" is: with ours, if it is ahead, the link would pass over what happens until then. */
async function begin({ client, clock }: LogTools, rest: Pick<EventPage, 'gap'>): Promise<EventPage> {
  const asked = clock.now();
  const now = (await client.page(since(asked, 1))).date ?? asked;
  const page = await client.page(since(now));
  const cursor = { path: nextOf(page), newest: now, readAt: now };
  return { events: [], cursor: JSON.stringify(cursor), ...rest };
}

/** Page by page until one is not full. */
async function* follow(tools: LogTools, from: Cursor, context: FeedContext): AsyncGenerator<EventPage> {
  let { path, newest } = from;
  for (let first = true; !context.signal.aborted; first = false) {
    const found = await pageAfter(tools, { path, newest, readAt: from.readAt });
    const events = found.page.items.map((raw) => toEvent(raw, readingOf(tools, context)));
    const now = found.page.date ?? tools.clock.now();
    newest = new Date(
      Math.max(newest.getTime(), ...events.map(({ at }) => Math.min(at.getTime(), now.getTime()))),
    );
    path = nextOf(found.page);
    const gap = found.gap ?? (first ? agedGap(from, now) : undefined);
    yield {
      events,
      cursor: JSON.stringify({ path, newest, readAt: now }),
      ...(gap === undefined ? {} : { gap }),
    };
    if (found.page.items.length < PAGE) return;
  }
}

interface Found {
  readonly page: OktaPage;
  readonly gap?: NonNullable<EventPage['gap']>;
}

/** The next page; where Okta no longer knows the link, the log again from a little before the newest event seen. */
async function pageAfter({ client, clock }: LogTools, { path, newest, readAt }: Cursor): Promise<Found> {
  try {
    return { page: await client.page(path) };
  } catch (error) {
    if (!isRefusedCursor(error)) throw error;
    const oldest = clock.now().getTime() - RETENTION_MS;
    const again = new Date(Math.max(newest.getTime() - OVERLAP_MS, oldest));
    const because =
      'Okta no longer knew the place where reading stopped; it was read again from a little earlier';
    return { page: await client.page(since(again)), gap: { since: readAt, because } };
  }
}

/** Okta error codes E0000001 (a parameter that is not valid) and E0000053 (an invalid filter or cursor), both 400. */
function isRefusedCursor(error: unknown): boolean {
  const refusal = refusalOf(error instanceof OperatorError ? error.cause : error);
  return refusal?.status === 400 && ['E0000001', 'E0000053', 'E0000031'].includes(refusal.errorCode ?? '');
}

function agedGap({ readAt }: Cursor, now: Date): EventPage['gap'] {
  if (now.getTime() - readAt.getTime() <= RETENTION_MS) return undefined;
  return { since: readAt, because: 'the log was last read longer ago than Okta keeps it' };
}

function since(at: Date, limit = PAGE): string {
  return `/api/v1/logs?since=${encodeURIComponent(at.toISOString())}&sortOrder=ASCENDING&limit=${limit}`;
}

function nextOf({ next }: OktaPage): string {
  if (next !== null) return next;
  throw new OperatorError(
    'EVIDENCE_INCOMPLETE',
    "Okta's log gave no link to go on from",
    'Report this: a polling query always has one.',
  );
}

function readingOf({ connection, clock }: LogTools, { breakGlass }: FeedContext) {
  const logins = new Set(breakGlass.map(({ login }) => login.toLowerCase()));
  return {
    connection,
    now: clock.now(),
    knownLogin: (login: string) => logins.has(login.toLowerCase()),
  };
}

function parseCursor(cursor: string): Cursor | null {
  try {
    return Cursor.parse(JSON.parse(cursor));
  } catch {
    return null;
  }
}
