import { grantStayed } from '../alerts/grant-causes.ts';
import { memberAdded } from '../domain/event.ts';
import type { Grant } from '../domain/grant.ts';
import { DAY_MS, MINUTE_MS } from '../lib/clock.ts';
import { appendAudit } from '../store/audit.ts';
import { memberEventsOf } from '../store/events.ts';
import { endsToLookAt } from '../store/grant-sweeps.ts';
import { changeGrant, lastRemoved } from '../store/grants.ts';
import type { Db } from '../store/open.ts';
import { alarm } from './alarm.ts';
import { isListed } from './look.ts';
import type { AccessProvider, GrantTools } from './tools.ts';
import { holding } from './turn.ts';

/** A list that lagged when the removal was read back tells the truth by then, and the log who changed something since. */
const AFTER_MS = 30 * MINUTE_MS;
/** Older ends are left alone. */
const SINCE_MS = 7 * DAY_MS;
/** Live reads of one sweep. */
const READS = 20;

/**
 * Reads once more, half an hour later, whether a membership that was read back as gone is gone. One that is there although no
 * grant holds it and nobody brought it back is an alert: Lockstep takes nothing that its log cannot explain. How many.
 */
export async function lookAgainAtEnds(
  tools: GrantTools,
  { id: connection }: AccessProvider,
): Promise<number> {
  const now = tools.clock.now().getTime();
  const window = { since: new Date(now - SINCE_MS), before: new Date(now - AFTER_MS) };
  let stayed = 0;
  for (const ended of await endsToLookAt(tools.db, { connection, ...window, limit: READS })) {
    const listed = await isListed(tools, ended);
    if (await lookedAgain(tools, ended, listed)) stayed += 1;
  }
  return stayed;
}

/** Notes that it was looked at; true where it stayed. */
async function lookedAgain(tools: GrantTools, ended: Grant, listed: boolean): Promise<boolean> {
  return await holding(tools.db, ended, async ({ db, grant, others }) => {
    const at = tools.clock.now();
    if (grant?.endedAt == null || (await changeGrant(db, grant, { triedAt: at })) === null) return false;
    if (!listed || others.length > 0 || (await cameBack(db, grant))) return false;
    const because =
      'the directory said that the member was gone, and lists it again; no change in its log explains it';
    await alarm({ ...tools, db }, grantStayed, { grant, because });
    await appendAudit(db, { at, actor: 'lockstep', action: 'grant.stayed', object: grant.id });
    return true;
  });
}

/** By a later grant, which is looked at by itself, or by somebody, of whom a drift tells (drift.ts). */
async function cameBack(db: Db, grant: Grant): Promise<boolean> {
  const { connection, removedAt } = grant;
  if (removedAt === null || (await lastRemoved(db, grant))?.id !== grant.id) return true;
  const events = await memberEventsOf(db, { connection, pairs: [grant], since: removedAt });
  return events.some(({ name }) => name === memberAdded);
}
