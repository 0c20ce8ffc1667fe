import type { RegisteredCredential } from '../config/config.ts';
import type { BreakGlassEntry } from '../domain/break-glass.ts';
import type { FactName, Freshness, LiveFactName, LiveFacts } from '../domain/fact.ts';
import type { FactorFact, MemberFactors } from '../domain/factor.ts';
import { type Clock, HOUR_MS } from '../lib/clock.ts';
import { OperatorError } from '../lib/operator-error.ts';
import type { Gather, GatherContext, Provider } from '../providers/provider.ts';
import { listDrills } from '../store/drills.ts';
import { readFactors } from '../store/factors.ts';
import { listFreshness } from '../store/freshness.ts';
import { countMembers, listAccounts } from '../store/mirror.ts';
import type { Db } from '../store/open.ts';
import { lastStatuses } from '../store/runs.ts';
import { syncState } from '../store/sync-state.ts';

/** Each fact is a value or the error that says why it could not be had. */
export type Gathered = ReadonlyMap<FactName, unknown>;

export interface GatherTools {
  readonly db: Db;
  readonly clock: Clock;
  readonly provider: Provider;
  readonly breakGlass: readonly BreakGlassEntry[];
  /** Those of this connection. */
  readonly credentials: readonly RegisteredCredential[];
  /** How often scheduled work should succeed, by source. */
  readonly intervals: ReadonlyMap<string, number>;
}

/** A mirror older than this is not judged, nor factors that nobody went on reading for so long. */
const STALE_MS = 36 * HOUR_MS;

/** Reads each needed fact once; what one fact shares with another is read once too. */
export async function gatherFacts(tools: GatherTools, needs: Iterable<FactName>): Promise<Gathered> {
  const { provider } = tools;
  const live = new Map<LiveFactName, Promise<unknown>>();
  const context: GatherContext = {
    breakGlass: tools.breakGlass,
    fact: async <N extends LiveFactName>(name: N): Promise<LiveFacts[N]> => {
      const known = live.get(name) ?? readLive(provider.gather, name, context);
      live.set(name, known);
      // The map holds for each name what the reader of that name gave.
      return (await known) as LiveFacts[N];
    },
  };
  const gathered = new Map<FactName, unknown>();
  const reading = [...new Set(needs)].map(async (name) => {
    try {
      const stored = storedReaders[name];
      gathered.set(
        name,
        stored === undefined ? await context.fact(name as LiveFactName) : await stored(tools),
      );
    } catch (error) {
      gathered.set(name, error instanceof Error ? error : new Error(String(error)));
    }
  });
  await Promise.all(reading);
  return gathered;
}

async function readLive<N extends LiveFactName>(
  gather: Gather | undefined,
  name: N,
  context: GatherContext,
): Promise<LiveFacts[N]> {
  if (gather !== undefined) return await gather(name, context);
  throw new OperatorError('NOT_APPLICABLE', 'this system tells no facts', 'Nothing to do.');
}

const storedReaders: Readonly<Partial<Record<FactName, (tools: GatherTools) => Promise<unknown>>>> = {
  accounts: async (tools) => {
    await mustBeFresh(tools);
    return await listAccounts(tools.db, tools.provider.id);
  },
  factors: async (tools) => await knownFactors(tools),
  registeredCredentials: async ({ credentials }) =>
    await Promise.resolve(
      credentials.map(({ name, app, expires, owner }) => ({ name, app, expiresAt: expires, owner })),
    ),
  drills: async ({ db, provider }) => await listDrills(db, provider.id),
  lastRuns: async ({ db, provider }) => await lastStatuses(db, provider.id),
  freshness: async (tools) => await freshness(tools),
};

/** A mirror that was never complete, or is old, says nothing about today. */
async function mustBeFresh({ db, clock, provider }: GatherTools): Promise<void> {
  const state = await syncState(db, provider.id, 'accounts');
  // A pass of changes that has begun and not ended proves nothing yet: the mirror is from the pass before it.
  const before = state?.checkpoint == null ? undefined : (await listFreshness(db)).get(`sync:${provider.id}`);
  const at = state?.finishedAt ?? before;
  if (at === undefined) {
    throw new OperatorError(
      'EVIDENCE_INCOMPLETE',
      'the mirror of this directory was never complete, or is being read anew',
      'Run `lockstep sync`.',
    );
  }
  refuseOld(clock, at, 'the mirror is from');
}

function refuseOld(clock: Clock, at: Date, what: string): void {
  if (clock.now().getTime() - at.getTime() <= STALE_MS) return;
  throw new OperatorError('EVIDENCE_STALE', `${what} ${at.toISOString()}`, 'Run `lockstep sync`.');
}

async function knownFactors(tools: GatherTools): Promise<FactorFact<MemberFactors>> {
  await mustBeFresh(tools);
  const readAt = (await listFreshness(tools.db)).get(`factors:${tools.provider.id}`);
  if (readAt !== undefined) refuseOld(tools.clock, readAt, 'second factors were last read at');
  const { byAccount, oldest } = await readFactors(tools.db, tools.provider.id);
  const population = await countMembers(tools.db, tools.provider.id);
  if (byAccount.size === 0 && population > 0) {
    throw new OperatorError(
      'EVIDENCE_INCOMPLETE',
      'no second factors were read yet',
      'Run `lockstep sync`; `lockstep serve` reads them in the background.',
    );
  }
  return { byAccount, population, oldest };
}

async function freshness({ db, provider, intervals }: GatherTools): Promise<Freshness> {
  const known = await listFreshness(db);
  const names = [`sync:${provider.id}`, 'checks'];
  return {
    sources: names.flatMap((name) => {
      const intervalMs = intervals.get(name);
      return intervalMs === undefined ? [] : [{ name, lastSuccessAt: known.get(name) ?? null, intervalMs }];
    }),
  };
}
