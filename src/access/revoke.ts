import { grantKept } from '../alerts/grant-causes.ts';
import type { Grant } from '../domain/grant.ts';
import { reasonOf } from '../lib/operator-error.ts';
import { changeGrant, findGrant, moveGrant } from '../store/grants.ts';
import { alarm } from './alarm.ts';
import { staysBelowCeiling } from './ceiling.ts';
import { close, type End, endHeld, whyKept } from './end.ts';
import { whyFrozen } from './frozen.ts';
import { type Attempt, backOff, grantLater, noteError, revokeLater, SOON_MS } from './later.ts';
import { isGroupUnknown, isListed } from './look.ts';
import { obstacleAtEnd } from './obstacle-at-end.ts';
import { type GrantTools, membershipsIn } from './tools.ts';
import { endTurn, holding, inTurnOf } from './turn.ts';

/** The other end of `carryOutGrant`: takes the membership, reads back that it is gone, and only then says so. */
export async function carryOutRevoke(
  tools: GrantTools,
  { grantId, tries }: { readonly grantId: string; readonly tries: number },
): Promise<void> {
  const grant = await findGrant(tools.db, grantId);
  if (grant?.status !== 'revoking') return;
  const attempt = await attemptRevoke(tools, grant).catch(
    (error: unknown): Attempt => ({ waits: reasonOf(error) }),
  );
  // It never gives up: what should have ended and has not is an alert (overdue.ts), and is tried on.
  if (attempt === 'done' || 'hopeless' in attempt) return;
  await noteError(tools, grantId, attempt.waits);
  const at = new Date(tools.clock.now().getTime() + (attempt.ms ?? backOff(tries)));
  await revokeLater(tools, grant, { at, tries: tries + 1 });
}

/** Decides the end of a grant whatever its time; a grant that is over stays over. */
export async function endNow(
  tools: Pick<GrantTools, 'db' | 'queue' | 'clock'>,
  grantId: string,
  end: End,
): Promise<Grant | null> {
  const known = await findGrant(tools.db, grantId);
  if (known === null) return null;
  return await holding(tools.db, known, async (held) => await endHeld(tools, held, end));
}

async function attemptRevoke(tools: GrantTools, grant: Grant): Promise<Attempt> {
  const frozen = await whyFrozen(tools.db);
  if (frozen !== null) return frozen;
  const turn = `revoke-access:${grant.id}`;
  return await inTurnOf(tools, grant, turn, async () => await inTurn(tools, grant, turn));
}

async function inTurn(tools: GrantTools, grant: Grant, turn: string): Promise<Attempt> {
  const obstacle = await obstacleAtEnd(tools, grant);
  if (obstacle !== 'gone' && obstacle?.kind === 'rule_managed')
    return await keep(tools, grant, `${obstacle.why}; whom the rule puts there is not taken out`);
  if (tools.settings.dryRun)
    return { waits: 'dry run: the member would be removed now; nothing was changed' };
  const reserved = await reserve(tools, grant);
  if (reserved !== 'go') return reserved;
  await removeMember(tools, grant);
  if (await isListed(tools, grant))
    return { waits: 'the directory took the removal, but still lists the member' };
  const words = obstacle === 'gone' ? 'the group is gone' : null;
  return await confirm(tools, grant, { turn, words });
}

/** Written down before the directory is told. A grant of the same membership that was approved meanwhile takes it over. */
async function reserve(tools: GrantTools, { id, ...key }: Grant): Promise<Attempt | 'go'> {
  return await holding(tools.db, { id, ...key }, async (held): Promise<Attempt | 'go'> => {
    const { db, grant } = held;
    if (grant?.status !== 'revoking') return 'done';
    const frozen = await whyFrozen(db);
    if (frozen !== null) return frozen;
    if (grant.removedAt !== null) return 'go';
    const kept = await whyKept(held, grant);
    if (kept !== null) {
      const because = [grant.endedBecause, kept].filter(Boolean).join('; ');
      await close(tools, held, { because, by: 'lockstep' });
      return 'done';
    }
    const now = tools.clock.now();
    // An end that was approved together with the grant surprises nobody, however many come at once.
    const planned = grant.expiresAt !== null && grant.expiresAt <= now;
    if (!planned && !(await staysBelowCeiling({ ...tools, db }, 'revocations')))
      return { waits: 'Lockstep froze itself: too many revocations within an hour' };
    const noted = await changeGrant(db, grant, { removedAt: now });
    return noted === null ? { waits: 'it changed meanwhile', ms: SOON_MS } : 'go';
  });
}

async function removeMember({ providers }: GrantTools, grant: Grant): Promise<void> {
  try {
    await membershipsIn(providers, grant.connection).remove(grant.groupId, grant.accountId);
  } catch (error) {
    if (!isGroupUnknown(error)) throw error;
  }
}

/** Read back as gone. Whoever came to hold the membership meanwhile gets it again. */
async function confirm(
  tools: GrantTools,
  { id, ...key }: Grant,
  { turn, words }: { readonly turn: string; readonly words: string | null },
): Promise<Attempt> {
  return await holding(tools.db, { id, ...key }, async (held): Promise<Attempt> => {
    const { db, grant, others } = held;
    if (grant?.status !== 'revoking') return 'done';
    const now = tools.clock.now();
    for (const other of others.filter(({ status }) => status === 'active')) {
      const again = { status: 'granting' as const, since: now, writtenAt: null };
      if ((await moveGrant(db, other, again)) !== null)
        await grantLater({ ...tools, db }, other, { at: now });
    }
    await endTurn(db, key, turn);
    const because = [grant.endedBecause, words].filter(Boolean).join('; ');
    await close(tools, held, { because, by: 'lockstep' });
    return 'done';
  });
}

/** A rule fills the group now: taking somebody out by hand would exclude them from it for good. Said, and alerted. */
async function keep(tools: GrantTools, { id, ...key }: Grant, why: string): Promise<Attempt> {
  return await holding(tools.db, { id, ...key }, async (held): Promise<Attempt> => {
    if (held.grant?.status !== 'revoking') return 'done';
    const because = [held.grant.endedBecause, why].filter(Boolean).join('; ');
    const ended = await close(tools, held, { because, by: 'lockstep', status: 'ended' });
    if (ended !== null) await alarm({ ...tools, db: held.db }, grantKept, { grant: ended, because: why });
    return 'done';
  });
}
