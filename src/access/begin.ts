import { takeGrantsToBegin } from '../store/grant-sweeps.ts';
import { inTransaction } from '../store/transaction.ts';
import { grantJob } from './later.ts';
import type { AccessTools } from './tools.ts';

/** Grants of one transaction. */
const BATCH = 100;

/**
 * Adds the jobs of grants that were allowed and are to be given at once: an approval only wakes this one job, which all share,
 * so that whoever clicks does not wait for the queue.
 */
export async function beginGrants({
  db,
  queue,
  clock,
}: Pick<AccessTools, 'db' | 'queue' | 'clock'>): Promise<void> {
  for (;;) {
    const begun = await inTransaction(db, async (db) => {
      const grants = await takeGrantsToBegin(db, { now: clock.now(), limit: BATCH });
      if (grants.length > 0)
        await queue.addAll(
          db,
          grants.map((grant) => grantJob(grant)),
        );
      return grants.length;
    });
    if (begun < BATCH) return;
  }
}
