import { clear } from '../alerts/clear.ts';
import { type Cause, raise } from '../alerts/raise.ts';
import { isTop } from '../domain/people.ts';
import { DAY_MS } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { OperatorError, reasonOf } from '../lib/operator-error.ts';
import type { EventFeed, EventPage, Provider } from '../providers/provider.ts';
import { findCursor, quietSince } from '../store/feed-cursors.ts';
import { markSuccess } from '../store/freshness.ts';
import { readRoster, rosterReadAt, saveRoster } from '../store/roster.ts';
import { inTransaction } from '../store/transaction.ts';
import { type Ingested, type IngestTools, ingestPage, type Source } from './ingest.ts';
import { gapInLog, ownMs, providerCredentialRejected, providerUnreachable } from './own-causes.ts';
import { learnPause } from './pause.ts';

export interface FollowTools extends IngestTools {
  readonly log: Log;
}

/**
 * Reads a feed from its cursor to its end. Every page is kept with its cursor, so it may be cut off anywhere, run twice,
 * or run by two replicas at once.
 * @throws what the provider threw; the cursor then stands after the last page that was kept.
 */
export async function followFeed(
  tools: FollowTools,
  provider: Provider,
  { feed, signal }: { readonly feed: EventFeed; readonly signal: AbortSignal },
): Promise<{ readonly kept: number }> {
  const { db, clock, settings } = tools;
  const source = { connection: provider.id, kind: provider.kind, feed: feed.name };
  const breakGlass = settings.breakGlass.filter(({ connection }) => connection === provider.id);
  let from = (await findCursor(db, provider.id, feed.name))?.cursor ?? null;
  let kept = 0;
  try {
    for await (const page of feed.readSince(from, { breakGlass, signal })) {
      const before = await readRoster(tools.db, provider.id);
      if (await wantsRoster(tools, provider.id, page)) await refreshRoster(tools, provider);
      const ingested = await keepPage(tools, source, { page, from, before });
      if (ingested === 'late') return { kept };
      kept += ingested.kept;
      from = page.cursor;
    }
  } catch (error) {
    await noteFailure(tools, provider.id, error);
    throw error;
  }
  // Cut off is not read to its end.
  if (signal.aborted) return { kept };
  await markSuccess(db, sourceOf(provider.id, feed.name), clock.now());
  await noteRecovery(tools, provider.id);
  return { kept };
}

/** The page and the note about what may be missing before it: a cursor that moved is never told of a gap again. */
async function keepPage(
  tools: FollowTools,
  source: Source,
  read: Parameters<typeof ingestPage>[2],
): Promise<Ingested> {
  return await inTransaction(tools.db, async (db) => {
    const known = await findCursor(db, source.connection, source.feed);
    const last = known === null ? null : quietSince(known);
    const ingested = await ingestPage({ ...tools, db }, source, read);
    if (ingested === 'late') return ingested;
    const { gap, events } = read.page;
    if (gap === undefined) await learnPause(db, source, { last, events, now: tools.clock.now() });
    else await noteGap({ ...tools, db }, source, gap);
    return ingested;
  });
}

/** In freshness: when a feed was last read to its end. */
export function sourceOf(connection: string, feed: string): string {
  return `feed:${connection}:${feed}`;
}

/** Who holds a role is read live after an event that may have changed it: events do not tell the whole (Okta facts, privilege.grant). */
const roleNames =
  /privilege\.(grant|revoke)|bindings\.|iam\.role|member (to|from) role|user\.lifecycle\.(de|re)?activate|user\.lifecycle\.suspend|disable account/;

/** Older than this it is read again before events are judged: without it every lock-out might be an administrator's. */
const ROSTER_MS = DAY_MS;

async function wantsRoster(
  { db, clock }: FollowTools,
  connection: string,
  { events }: EventPage,
): Promise<boolean> {
  if (events.some(({ name }) => roleNames.test(name))) return true;
  if (events.length === 0) return false;
  const readAt = await rosterReadAt(db, connection);
  return readAt === null || clock.now().getTime() - readAt.getTime() > ROSTER_MS;
}

/** Reads who holds administrator roles; when it cannot be read, what was known stays. */
export async function refreshRoster(tools: FollowTools, provider: Provider): Promise<void> {
  if (provider.gather === undefined) return;
  try {
    const gather = provider.gather;
    const context = {
      breakGlass: [],
      fact: async <N extends Parameters<typeof gather>[0]>(name: N) => await gather(name, context),
    } as Parameters<typeof gather>[1];
    const roles = await gather('roleHolders', context);
    const admins = new Set(roles.map(({ accountId }) => accountId));
    const top = new Set(roles.filter(isTop).map(({ accountId }) => accountId));
    if (admins.size > 0) await saveRoster(tools.db, provider.id, { admins, top }, tools.clock.now());
  } catch (error) {
    tools.log.warn(
      { connection: provider.id, reason: reasonOf(error) },
      'the administrators could not be read',
    );
  }
}

async function noteGap(
  tools: FollowTools,
  { connection, feed }: { readonly connection: string; readonly feed: string },
  gap: NonNullable<EventPage['gap']>,
): Promise<void> {
  const since = gap.since === null ? 'an unknown time' : gap.since.toISOString();
  const at = tools.clock.now();
  await raiseOwn(tools, gapInLog, {
    connection,
    key: feed,
    message: `Events of ${connection} (${feed}) since ${since} may be missing: ${gap.because}.`,
    sampleId: `${feed}@${at.toISOString()}`,
  });
}

const failures: Readonly<Record<string, Cause>> = {
  TOKEN_REJECTED: providerCredentialRejected,
  PROVIDER_UNAVAILABLE: providerUnreachable,
};

const patience: Readonly<Record<string, Parameters<typeof ownMs>[1]>> = {
  'provider-unreachable': 'providers.unreachable.max',
  'provider-credential-rejected': 'providers.rejected.max',
};

async function noteFailure(tools: FollowTools, connection: string, error: unknown): Promise<void> {
  const cause = error instanceof OperatorError ? failures[error.code] : undefined;
  if (cause === undefined) return;
  const patienceMs = ownMs(tools.settings, patience[cause.id] ?? 'providers.unreachable.max');
  const message = `${reasonOf(error)}.`;
  await raiseOwn(tools, cause, { connection, key: '', message, sampleId: cause.id, patienceMs });
}

async function noteRecovery(tools: FollowTools, connection: string): Promise<void> {
  await inTransaction(tools.db, async (db) => {
    for (const cause of [providerUnreachable, providerCredentialRejected]) {
      const clearing = { clears: '', because: 'it answers again', at: tools.clock.now() };
      await clear({ ...tools, db }, { detection: cause.id, connection }, [clearing]);
    }
  });
}

export interface OwnSighting {
  readonly connection: string;
  readonly key: string;
  readonly message: string;
  /** The same id is the same observation: repeated, it only refreshes the alert. */
  readonly sampleId: string;
  readonly severity?: Cause['severity'];
  readonly patienceMs?: number;
}

/** Raises one of Lockstep's own causes. */
export async function raiseOwn(tools: IngestTools, cause: Cause, seen: OwnSighting): Promise<void> {
  if (tools.settings.detections.disabled.includes(cause.id)) return;
  const { connection, key, message, sampleId, ...rest } = seen;
  const sample = { id: sampleId, text: message };
  await inTransaction(tools.db, async (db) => {
    const sighting = { key, message, sample, at: tools.clock.now(), ...rest };
    await raise({ ...tools, db }, cause, { connection, sightings: [sighting] });
  });
}
