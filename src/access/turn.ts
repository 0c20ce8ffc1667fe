import { type Grant, type MembershipKey, needsMembership } from '../domain/grant.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { findGrant, liveGrantsOf } from '../store/grants.ts';
import { endBusy, membershipGuard, setBusy, takeGuard } from '../store/guards.ts';
import type { Db } from '../store/open.ts';
import { inTransaction } from '../store/transaction.ts';
import { SOON_MS } from './later.ts';
import type { AccessTools } from './tools.ts';

/** Longer than the calls of one attempt take with their time-outs; a process that died lets go by then. */
const TURN_MS = 2 * MINUTE_MS;

/** What a transaction sees of one membership: nobody else changes its grants until it is over. */
export interface Held {
  readonly db: Db;
  /** As it is now; null = there is none. */
  readonly grant: Grant | null;
  /** The other grants of the membership that are not over. */
  readonly others: readonly Grant[];
}

/** Takes the guard of a membership first, then reads: grants and ends of one membership take turns. */
export async function holding<T>(
  db: Db,
  { id, ...key }: Pick<Grant, 'id'> & MembershipKey,
  work: (held: Held) => Promise<T>,
): Promise<T> {
  return await inTransaction(db, async (db) => {
    await takeGuard(db, membershipGuard(key));
    const grant = await findGrant(db, id);
    const others = (await liveGrantsOf(db, key)).filter((other) => other.id !== id);
    return await work({ db, grant, others });
  });
}

/**
 * Has one job alone tell the directory about a membership. False: another one is at it. Lapses after a while, so that a
 * process that died holds up nobody; what the statuses say decides then.
 */
async function takeTurn(
  { db, clock }: Pick<AccessTools, 'db' | 'clock'>,
  key: MembershipKey,
  by: string,
): Promise<boolean> {
  return await inTransaction(db, async (db) => {
    const name = membershipGuard(key);
    const busy = await takeGuard(db, name);
    const now = clock.now().getTime();
    const left = busy === null || busy.by === by ? 0 : busy.until.getTime() - now;
    // More is left than a turn lasts where the clock was set back: nobody is at it.
    if (left > 0 && left <= TURN_MS) return false;
    await setBusy(db, name, { by, until: new Date(now + TURN_MS) });
    return true;
  });
}

/** Does what tells the directory about a membership while nobody else does; whoever is late comes again soon. */
export async function inTurnOf<T>(
  tools: Pick<AccessTools, 'db' | 'clock'>,
  key: MembershipKey,
  by: string,
  work: () => Promise<T>,
): Promise<T | { readonly waits: string; readonly ms: number }> {
  if (!(await takeTurn(tools, key, by)))
    return { waits: 'another change of the same membership is under way', ms: SOON_MS };
  try {
    return await work();
  } finally {
    await endTurn(tools.db, key, by);
  }
}

export async function endTurn(db: Db, key: MembershipKey, by: string): Promise<void> {
  await endBusy(db, membershipGuard(key), by);
}

/** The first of the others for which the membership must stay; a grant that is being made counts, for it would only add it again. */
export function keeperAmong(others: readonly Grant[]): Grant | undefined {
  return others.find(needsMembership) ?? others.find(({ status }) => status === 'granting');
}
