import { MINUTE_MS } from '../lib/clock.ts';
import { newId } from '../lib/id.ts';
import { OperatorError } from '../lib/operator-error.ts';
import { readAhead } from '../lib/read-ahead.ts';
import type { DirectoryStream, MirrorPage, Provider } from '../providers/provider.ts';
import { markSuccess } from '../store/freshness.ts';
import { releaseLease, renewLease, takeLease } from '../store/leases.ts';
import { rowsOf, storePages } from '../store/mirror-pages.ts';
import { type SyncState, saveSyncState, syncState } from '../store/sync-state.ts';
import { inTransaction } from '../store/transaction.ts';
import { endDoubts, finishFull } from './finish-pass.ts';
import { fullState, nextState } from './pass-state.ts';
import type { SyncProgress, SyncTools } from './sync-tools.ts';

export interface SyncResult {
  readonly connection: string;
  /** busy: another process holds the lease; nothing was read. */
  readonly outcome: 'done' | 'busy';
  readonly streams: readonly SyncProgress[];
}

const LEASE_MS = 5 * MINUTE_MS;
/**
 * Pages are read while earlier ones are stored, and stored together when they come fast: a commit costs the same for one as
 * for many. An account is heavier than a membership by its three indexes.
 */
const AHEAD = {
  weigh: (page: MirrorPage): number => rowsOf(page) + 3 * (page.accounts?.length ?? 0),
  most: 10_000,
  lingerMs: 100,
};

/**
 * Brings the mirror of one directory up to date: a full pass the first time (or with `full`), changes afterwards.
 * Dies at any page without harm: the next call goes on after the last page that was stored.
 * @throws OperatorError EMPTY_DIRECTORY, MASS_DISAPPEARANCE, EVIDENCE_INCOMPLETE, what the provider threw, or the reason of `signal`.
 */
export async function syncDirectory(
  tools: SyncTools,
  provider: Provider,
  options: {
    readonly full?: boolean;
    readonly only?: DirectoryStream['name'];
    /** An admin looked: what a full pass no longer lists is gone, however much it is. */
    readonly believe?: boolean;
  } = {},
): Promise<SyncResult> {
  const { db, clock } = tools;
  const lease = { name: `sync:${provider.id}`, owner: newId('sync') };
  const now = clock.now();
  const taken = await takeLease(db, { ...lease, now, until: new Date(now.getTime() + LEASE_MS) });
  if (!taken) return { connection: provider.id, outcome: 'busy', streams: [] };
  try {
    const streams: SyncProgress[] = [];
    const wanted = (provider.directory ?? []).filter(
      ({ name }) => options.only === undefined || name === options.only,
    );
    const full = options.full === true;
    const leased = { ...tools, lease, believe: options.believe === true };
    for (const stream of wanted)
      streams.push(await syncStream(leased, { connection: provider.id, stream, full }));
    if (options.only === undefined) await markSuccess(db, `sync:${provider.id}`, clock.now());
    return { connection: provider.id, outcome: 'done', streams };
  } finally {
    await releaseLease(db, lease);
  }
}

interface Leased extends SyncTools {
  readonly lease: { readonly name: string; readonly owner: string };
  readonly believe: boolean;
}

interface Wanted {
  readonly connection: string;
  readonly stream: DirectoryStream;
  readonly full: boolean;
}

async function syncStream(tools: Leased, { connection, stream, full }: Wanted): Promise<SyncProgress> {
  const { db, clock } = tools;
  const known = await syncState(db, connection, stream.name);
  const state = nextState({ connection, stream: stream.name, full }, known, clock.now());
  try {
    return await runPass(tools, stream, state);
  } catch (error) {
    const expired = error instanceof OperatorError && error.code === 'CHECKPOINT_EXPIRED';
    if (!expired || state.mode === 'full') throw error;
    return await runPass(tools, stream, fullState(state, state, clock.now()));
  }
}

async function runPass(tools: Leased, source: DirectoryStream, state: SyncState): Promise<SyncProgress> {
  const { db, clock } = tools;
  const { connection, stream, generation, mode } = state;
  await saveSyncState(db, state);
  let seen: SyncProgress = { connection, stream, mode, pages: 0, accounts: 0, groups: 0, memberships: 0 };
  let checkpoint: string | undefined;
  for await (const pages of readAhead(pagesOf(source, state), { ...AHEAD, signal: tools.signal })) {
    await inTransaction(db, async (db) => {
      const moves = await storePages(db, { connection, stream, generation, pages, mode });
      if (moves.length > 0) await tools.onMoves?.(db, { connection, moves, through: 'changes' });
      const now = clock.now();
      await renewLease(db, { ...tools.lease, now, until: new Date(now.getTime() + LEASE_MS) });
    });
    for (const page of pages) {
      seen = counted(seen, page);
      tools.progress?.(seen);
    }
    checkpoint = pages.at(-1)?.checkpoint;
  }
  if (checkpoint === undefined) throw incomplete(connection, stream);
  if (mode === 'full') await finishFull(tools, { ...state, checkpoint });
  else if (stream === 'groups') await endDoubts(tools, state);
  await saveSyncState(db, { ...state, resume: null, checkpoint, finishedAt: clock.now(), pages: seen.pages });
  return seen;
}

function pagesOf(stream: DirectoryStream, state: SyncState): AsyncIterable<MirrorPage> {
  if (state.mode === 'full' || state.checkpoint === null) return stream.full(state.resume);
  return stream.changes({ checkpoint: state.checkpoint, resume: state.resume });
}

function counted(seen: SyncProgress, page: MirrorPage): SyncProgress {
  const changes = page.memberships ?? [];
  return {
    ...seen,
    pages: seen.pages + 1,
    accounts: seen.accounts + (page.accounts?.length ?? 0),
    groups: seen.groups + (page.groups?.length ?? 0),
    memberships: seen.memberships + changes.reduce((sum, c) => sum + c.added.length + c.removed.length, 0),
  };
}

function incomplete(connection: string, stream: string): OperatorError {
  return new OperatorError(
    'EVIDENCE_INCOMPLETE',
    `${connection} ended its list of ${stream} before the last page`,
    'Run `lockstep sync` again: it goes on where it stopped.',
  );
}
