import { OperatorError } from '../lib/operator-error.ts';
import {
  countAccountsAndGroups,
  countMemberships,
  countUnseen,
  dropUnseenMembers,
  newMembers,
  sweep,
} from '../store/mirror.ts';
import type { Db } from '../store/open.ts';
import { type SyncState, saveSyncState } from '../store/sync-state.ts';
import { inTransaction } from '../store/transaction.ts';
import { fullState } from './pass-state.ts';
import type { SyncTools } from './sync-tools.ts';

/** A full pass after which more than this share of a mirror of some size would vanish is disbelieved. */
const BELIEVABLE_LOSS = 0.5;
const SMALL = 20;

/** Drops what the pass did not see, unless that would be unbelievable: then the mirror stays and the next pass starts anew. */
export async function finishFull(
  tools: SyncTools & { readonly believe: boolean },
  state: SyncState,
): Promise<void> {
  const problem = await unbelievable(tools, state);
  if (problem === null) {
    await inTransaction(tools.db, async (db) => {
      if (state.stream === 'groups' && state.generation > 1) await tellReconciled(tools, db, state);
      await sweep(db, state);
    });
    return;
  }
  await saveSyncState(tools.db, fullState(state, state, tools.clock.now()));
  throw problem;
}

/** What the nightly full pass found and no change had told of. */
async function tellReconciled(tools: SyncTools, db: Db, state: SyncState): Promise<void> {
  const { connection } = state;
  const moves = [...(await dropUnseenMembers(db, state)), ...(await newMembers(db, state))];
  if (moves.length > 0) await tools.onMoves?.(db, { connection, moves, through: 'reconcile' });
}

/** Groups were listed anew: whoever was not listed again is out. */
export async function endDoubts(tools: SyncTools, { connection, stream }: SyncState): Promise<void> {
  await inTransaction(tools.db, async (db) => {
    const moves = await dropUnseenMembers(db, { connection, stream, generation: 1 });
    if (moves.length > 0) await tools.onMoves?.(db, { connection, moves, through: 'changes' });
  });
}

async function unbelievable(
  { db, believe }: { readonly db: Db; readonly believe: boolean },
  state: SyncState,
): Promise<OperatorError | null> {
  const { connection } = state;
  const counts = await countLost(db, state);
  if (counts.some(({ what, total, lost }) => what === 'accounts' && total === lost)) {
    return new OperatorError(
      'EMPTY_DIRECTORY',
      `${connection} listed no accounts at all`,
      'Check that the watcher identity may read every account; the mirror was left as it was.',
    );
  }
  const found = counts.find(({ total, lost }) => total > SMALL && lost / total > BELIEVABLE_LOSS);
  if (found === undefined || believe) return null;
  return new OperatorError(
    'MASS_DISAPPEARANCE',
    `${connection} no longer lists ${found.lost} of ${found.total} ${found.what}`,
    'Check the watcher identity; if they are truly gone, run `lockstep sync --full --believe`. The mirror was left as it was.',
  );
}

interface Lost {
  readonly what: 'accounts' | 'groups' | 'memberships';
  readonly total: number;
  readonly lost: number;
}

/** A first pass can lose no membership: counting them takes a moment in a large directory. */
async function countLost(db: Db, state: SyncState): Promise<readonly Lost[]> {
  const have = await countAccountsAndGroups(db, state.connection);
  const unseen = await countUnseen(db, state);
  if (state.stream === 'accounts') return [{ what: 'accounts', total: have.accounts, lost: unseen.accounts }];
  const groups = { what: 'groups', total: have.groups, lost: unseen.groups } as const;
  if (state.generation === 1) return [groups];
  const { total, unseen: lost } = await countMemberships(db, state);
  return [groups, { what: 'memberships', total, lost }];
}
