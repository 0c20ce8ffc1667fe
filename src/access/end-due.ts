import { type Grant, timeIsOver } from '../domain/grant.ts';
import { dueGrants } from '../store/grant-sweeps.ts';
import { inTransaction } from '../store/transaction.ts';
import { endHeld } from './end.ts';
import type { AccessTools } from './tools.ts';
import { holding } from './turn.ts';

/** Ends of one transaction: enough that the disk is not the bound, few enough that nobody waits long for it. */
const BATCH = 100;

type EndingTools = Pick<AccessTools, 'db' | 'queue' | 'clock'>;

/**
 * Begins the end of every grant whose time is over. The directories are told by jobs of their own, so that an end begins
 * in time also while a directory is slow, or lets only so many be changed in a minute.
 */
export async function endDue(tools: EndingTools): Promise<void> {
  for (;;) {
    const due = await dueGrants(tools.db, tools.clock.now(), BATCH);
    const begun = await endTogether(tools, due).catch(async () => await endOneByOne(tools, due));
    // Another replica was quicker, or the rest moved.
    if (due.length < BATCH || begun === 0) return;
  }
}

/** How many. In one order, so that two of these never wait for one another. */
async function endTogether(tools: EndingTools, due: readonly Grant[]): Promise<number> {
  return await inTransaction(tools.db, async (db) => {
    let begun = 0;
    for (const grant of due.toSorted(byMembership)) if (await endOne({ ...tools, db }, grant)) begun += 1;
    return begun;
  });
}

/** One that cannot be ended holds up no other, and fails the job in the end, so that it is tried again. */
async function endOneByOne(tools: EndingTools, due: readonly Grant[]): Promise<number> {
  let begun = 0;
  const failures: unknown[] = [];
  for (const grant of due) {
    try {
      if (await endOne(tools, grant)) begun += 1;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return begun;
}

/** An end that moved meanwhile has not come. */
async function endOne(tools: EndingTools, due: Grant): Promise<boolean> {
  return await holding(tools.db, due, async (held) => {
    const { status, expiresAt = null } = held.grant ?? {};
    if (status !== 'active' || expiresAt === null || expiresAt > tools.clock.now()) return false;
    return (await endHeld(tools, held, { because: timeIsOver, by: 'lockstep' })) !== null;
  });
}

function byMembership(a: Grant, b: Grant): number {
  return keyOf(a) < keyOf(b) ? -1 : 1;
}

function keyOf({ connection, groupId, accountId, id }: Grant): string {
  return [connection, groupId, accountId, id].join(' ');
}
