import { OperatorError } from '../lib/operator-error.ts';
import {
  countAccountsAndGroups,
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
export async function finishFull(tools: SyncTools, state: SyncState): Promise<void> {
  const problem = await unbelievable(tools.db, state);
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
