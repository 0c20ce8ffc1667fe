import type { Grant } from '../domain/grant.ts';
import { DAY_MS, MINUTE_MS } from '../lib/clock.ts';
import { grantsToRemindOf } from '../store/grant-sweeps.ts';
import { changeGrant } from '../store/grants.ts';
import { inTransaction } from '../store/transaction.ts';
import { tellReminder } from './tell.ts';
import type { AccessTools } from './tools.ts';

const LEAST_MS = 5 * MINUTE_MS;

/** How long before its end a grant is spoken of: a quarter of its length, between five minutes and a day. */
export function leadOf({ minutes }: Pick<Grant, 'minutes'>): number {
  return Math.min(DAY_MS, Math.max(LEAST_MS, ((minutes ?? 0) * MINUTE_MS) / 4));
}

/** Tells everybody once whose access ends soon, while there is time to have it extended. How many were told. */
export async function remindOfEnds(tools: AccessTools): Promise<number> {
  const now = tools.clock.now();
  const ending = await grantsToRemindOf(tools.db, new Date(now.getTime() + DAY_MS));
  const due = ending.filter((grant) => isDue(grant, now));
  for (const grant of due) {
    await inTransaction(tools.db, async (db) => {
      const noted = await changeGrant(db, grant, { remindedAt: now });
      if (noted !== null) await tellReminder({ ...tools, db }, noted);
    });
  }
  return due.length;
}

/** What is over needs no reminder. */
function isDue(grant: Grant, now: Date): boolean {
  const left = (grant.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY) - now.getTime();
  return left > 0 && left <= leadOf(grant);
}
