import { type Clock, MINUTE_MS } from '../lib/clock.ts';
import { newId } from '../lib/id.ts';
import { OperatorError } from '../lib/operator-error.ts';
import { readAhead } from '../lib/read-ahead.ts';
import type { DirectoryStream, MirrorPage, Provider } from '../providers/provider.ts';
import { markSuccess } from '../store/freshness.ts';
import { releaseLease, renewLease, takeLease } from '../store/leases.ts';
import {
  countAccountsAndGroups,
  countUnseen,
  dropUnseenMembers,
  newMembers,
  sweep,
} from '../store/mirror.ts';
import { type MemberMove, rowsOf, storePages } from '../store/mirror-pages.ts';
import type { Db } from '../store/open.ts';
import { type SyncState, saveSyncState, syncState } from '../store/sync-state.ts';
import { inTransaction } from '../store/transaction.ts';

export interface SyncTools {
  readonly db: Db;
  readonly clock: Clock;
  readonly progress?: (progress: SyncProgress) => void;
  /** Aborted: the pass ends where it is, its lease is given back, and the next call goes on. */
  readonly signal?: AbortSignal;
  /** Hears of memberships that really moved, inside the transaction that moves them. A first full pass tells nothing. */
  readonly onMoves?: (db: Db, moved: Moved) => Promise<void>;
}

export interface Moved {
  readonly connection: string;
  readonly moves: readonly MemberMove[];
  /** reconcile: a full pass found what the changes had not told. */
  readonly through: 'changes' | 'reconcile';
}

/** Printed while a pass runs; counts are of this pass. */
export interface SyncProgress {
  readonly connection: string;
  readonly stream: string;
  readonly mode: 'full' | 'changes';
  readonly pages: number;
  readonly accounts: number;
  readonly groups: number;
  readonly memberships: number;
}

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
/** A full pass after which more than this share of a mirror of some size would vanish is disbelieved. */
const BELIEVABLE_LOSS = 0.5;
const SMALL = 20;

/**
 * Brings the mirror of one directory up to date: a full pass the first time (or with `full`), changes afterwards.
 * Dies at any page without harm: the next call goes on after the last page that was stored.
 * @throws OperatorError EMPTY_DIRECTORY, MASS_DISAPPEARANCE, EVIDENCE_INCOMPLETE, what the provider threw, or the reason of `signal`.
 */
export async function syncDirectory(
  tools: SyncTools,
  provider: Provider,
  options: { readonly full?: boolean; readonly only?: DirectoryStream['name'] } = {},
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
    for (const stream of wanted) {
      streams.push(await syncStream({ ...tools, lease }, { provider, stream, full: options.full === true }));
    }
    if (options.only === undefined) await markSuccess(db, `sync:${provider.id}`, clock.now());
    return { connection: provider.id, outcome: 'done', streams };
  } finally {
    await releaseLease(db, lease);
  }
}

interface Leased extends SyncTools {
  readonly lease: { readonly name: string; readonly owner: string };
}

interface Pass {
  readonly provider: Provider;
  readonly stream: DirectoryStream;
  readonly full: boolean;
}

async function syncStream(tools: Leased, pass: Pass): Promise<SyncProgress> {
  const known = await syncState(tools.db, pass.provider.id, pass.stream.name);
  const state = nextState(tools.clock, pass, known);
  try {
    return await runPass(tools, pass, state);
  } catch (error) {
    const expired = error instanceof OperatorError && error.code === 'CHECKPOINT_EXPIRED';
    if (!expired || state.mode === 'full') throw error;
    return await runPass(tools, pass, fullState(tools.clock, pass, state));
  }
}

/** Goes on where a pass was cut off; otherwise changes since the checkpoint, or everything. */
function nextState(clock: Clock, pass: Pass, known: SyncState | null): SyncState {
  if (known === null) return fullState(clock, pass, null);
  const unfinished = known.finishedAt === null;
  if (unfinished && (known.mode === 'full' || !pass.full)) return known;
  if (pass.full || known.checkpoint === null) return fullState(clock, pass, known);
  return { ...known, mode: 'changes', resume: null, finishedAt: null, startedAt: clock.now(), pages: 0 };
}

function fullState(clock: Clock, pass: Pass, known: SyncState | null): SyncState {
  return {
    connection: pass.provider.id,
    stream: pass.stream.name,
    generation: (known?.generation ?? 0) + 1,
    mode: 'full',
    resume: null,
    checkpoint: null,
    finishedAt: null,
    startedAt: clock.now(),
    pages: 0,
  };
}

async function runPass(tools: Leased, pass: Pass, state: SyncState): Promise<SyncProgress> {
  const { db, clock } = tools;
  const { connection, generation, mode } = state;
  const stream = pass.stream.name;
  await saveSyncState(db, state);
  let seen: SyncProgress = { connection, stream, mode, pages: 0, accounts: 0, groups: 0, memberships: 0 };
  let checkpoint: string | undefined;
  for await (const pages of readAhead(pagesOf(pass.stream, state), { ...AHEAD, signal: tools.signal })) {
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
  if (mode === 'full') await finishFull(tools, pass, { ...state, checkpoint });
  else if (stream === 'groups') await endDoubts(tools, state);
  await saveSyncState(db, { ...state, resume: null, checkpoint, finishedAt: clock.now(), pages: seen.pages });
  return seen;
}

function pagesOf(stream: DirectoryStream, state: SyncState): AsyncIterable<MirrorPage> {
  if (state.mode === 'full' || state.checkpoint === null) return stream.full(state.resume);
  return stream.changes({ checkpoint: state.checkpoint, resume: state.resume });
}

/** Drops what the pass did not see, unless that would be unbelievable: then the mirror stays and the next pass starts anew. */
async function finishFull(tools: Leased, pass: Pass, state: SyncState): Promise<void> {
  const problem = await unbelievable(tools.db, state);
  if (problem === null) {
    await inTransaction(tools.db, async (db) => {
      if (state.stream === 'groups' && state.generation > 1) await tellReconciled(tools, db, state);
      await sweep(db, state);
    });
    return;
  }
  await saveSyncState(tools.db, fullState(tools.clock, pass, state));
  throw problem;
}

/** What the nightly full pass found and no change had told of. */
async function tellReconciled(tools: Leased, db: Db, state: SyncState): Promise<void> {
  const { connection } = state;
  const moves = [...(await dropUnseenMembers(db, state)), ...(await newMembers(db, state))];
  if (moves.length > 0) await tools.onMoves?.(db, { connection, moves, through: 'reconcile' });
}

/** Groups were listed anew: whoever was not listed again is out. */
async function endDoubts(tools: Leased, { connection, stream }: SyncState): Promise<void> {
  await inTransaction(tools.db, async (db) => {
    const moves = await dropUnseenMembers(db, { connection, stream, generation: 1 });
    if (moves.length > 0) await tools.onMoves?.(db, { connection, moves, through: 'changes' });
  });
}

async function unbelievable(
  db: Db,
  { connection, stream, generation }: SyncState,
): Promise<OperatorError | null> {
  const have = await countAccountsAndGroups(db, connection);
  const unseen = await countUnseen(db, { connection, stream, generation });
  const isAccounts = stream === 'accounts';
  const [total, lost] = isAccounts ? [have.accounts, unseen.accounts] : [have.groups, unseen.groups];
  if (isAccounts && total - lost === 0) {
    return new OperatorError(
      'EMPTY_DIRECTORY',
      `${connection} listed no accounts at all`,
      'Check that the watcher identity may read every account; the mirror was left as it was.',
    );
  }
  if (total <= SMALL || lost / total <= BELIEVABLE_LOSS) return null;
  return new OperatorError(
    'MASS_DISAPPEARANCE',
    `${connection} no longer lists ${lost} of ${total} ${stream}`,
    'Check the watcher identity; if they are truly gone, delete the mirror database and sync again. The mirror was left as it was.',
  );
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
