import { endOf, type Grant, needsMembership } from '../domain/grant.ts';
import { HOUR_MS } from '../lib/clock.ts';
import { OperatorError } from '../lib/operator-error.ts';
import { appendAudit } from '../store/audit.ts';
import { changeGrant, lastRemoved } from '../store/grants.ts';
import { staysBelowCeiling } from './ceiling.ts';
import { whyFrozen } from './frozen.ts';
import { whySeparated } from './kept-out.ts';
import { type Attempt, SOON_MS } from './later.ts';
import { isListed } from './look.ts';
import { type GrantTools, membershipsIn } from './tools.ts';
import { holding } from './turn.ts';

/** A directory may list a membership for so long after it took its removal. */
const LAG_MS = HOUR_MS;

export type Looked =
  | { readonly grant: Grant; readonly mustAdd: boolean }
  /** It does not go on now. */
  | { readonly attempt: Attempt };

/**
 * What was there before the first write, stored before it: an end never takes what somebody else gave. Where another grant
 * holds the membership, what that one found holds for this one. Counts against the ceiling of the hour.
 */
export async function lookBefore(tools: GrantTools, { id, ...key }: Grant): Promise<Looked> {
  const listed = await isListed(tools, key);
  return await holding(tools.db, { id, ...key }, async ({ db, grant, others }) => {
    if (grant?.status !== 'granting') return { attempt: 'done' };
    const frozen = await whyFrozen(db);
    if (frozen !== null) return { attempt: frozen };
    if (others.some(({ status }) => status === 'revoking'))
      return wait('the end of another grant of the same membership is under way', SOON_MS);
    const separated = await whySeparated({ ...tools, db }, grant);
    if (separated !== null) return { attempt: separated };
    const holders = others.filter(needsMembership);
    // Somebody who is not there now was not there before, whatever was seen earlier.
    const heldBefore =
      listed && (grant.heldBefore ?? holders[0]?.heldBefore ?? !(await wasOurs({ ...tools, db }, grant)));
    // What the vendor ends by itself must be told the new end, although the member is there.
    const mustAdd = !heldBefore && (!listed || holders.some(({ expiry }) => expiry === 'native'));
    const writes = mustAdd && grant.writtenAt === null && !tools.settings.dryRun;
    if (writes && !(await staysBelowCeiling({ ...tools, db }, 'grants')))
      return wait('Lockstep froze itself: too many grants within an hour');
    const change = writes ? { heldBefore, writtenAt: tools.clock.now() } : { heldBefore };
    const looked = tools.settings.dryRun ? grant : await changeGrant(db, grant, change);
    return looked === null ? wait('it changed meanwhile', SOON_MS) : { grant: looked, mustAdd };
  });
}

/** A membership that a grant of ours brought and took a moment ago is no earlier one: the directory only lags. */
async function wasOurs({ db, clock }: Pick<GrantTools, 'db' | 'clock'>, grant: Grant): Promise<boolean> {
  const last = await lastRemoved(db, grant);
  if (last === null || last.id === grant.id || last.removedAt === null) return false;
  return clock.now().getTime() - last.removedAt.getTime() < LAG_MS;
}

/** Tells the directory. With `native` the vendor keeps the end as well, where it has such a thing and the licence for it. */
export async function addMember(tools: GrantTools, grant: Grant): Promise<Attempt> {
  const memberships = membershipsIn(tools.providers, grant.connection);
  const end = endOf(grant, tools.clock.now());
  if (grant.expiry === 'native' && end !== null) {
    if (memberships.addUntil === undefined) {
      await fallBack(tools, grant, 'this directory keeps no ends itself');
    } else {
      try {
        await memberships.addUntil(grant.groupId, grant.accountId, end, grant.reason);
        return 'done';
      } catch (error) {
        if (!(error instanceof OperatorError) || error.code !== 'PIM_NOT_LICENSED') throw error;
        await fallBack(tools, grant, error.message);
      }
    }
  }
  await memberships.add(grant.groupId, grant.accountId);
  return 'done';
}

/** Lockstep alone keeps the end, and says so. */
async function fallBack(tools: GrantTools, { id, ...key }: Grant, because: string): Promise<void> {
  await holding(tools.db, { id, ...key }, async ({ db, grant }) => {
    if (grant === null || (await changeGrant(db, grant, { expiry: 'bot' })) === null) return;
    const at = tools.clock.now();
    await appendAudit(db, {
      at,
      actor: 'lockstep',
      action: 'grant.fell-back',
      object: id,
      detail: { because },
    });
  });
}

function wait(waits: string, ms?: number): Looked {
  return { attempt: ms === undefined ? { waits } : { waits, ms } };
}
