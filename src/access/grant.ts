import { endOf, type Grant } from '../domain/grant.ts';
import { DAY_MS, MINUTE_MS } from '../lib/clock.ts';
import { reasonOf } from '../lib/operator-error.ts';
import { appendAudit } from '../store/audit.ts';
import { changeGrant, findGrant, moveGrant } from '../store/grants.ts';
import { addMember, lookBefore } from './add-member.ts';
import { close } from './end.ts';
import { failGrant } from './fail.ts';
import { isFinal } from './final.ts';
import { whyFrozen } from './frozen.ts';
import { whyKeptOut } from './kept-out.ts';
import { type Attempt, backOff, endLater, grantLater, noteError, revokeLater, SOON_MS } from './later.ts';
import { isListed, whyUnfit } from './look.ts';
import { tellGrant } from './tell.ts';
import type { GrantTools } from './tools.ts';
import { endTurn, type Held, holding, inTurnOf } from './turn.ts';

/** A grant that could not begin within this time is not wanted any more. */
const START_MS = DAY_MS;
/** The directory lists a member within this time after it was told, or something is wrong. */
const CONFIRM_MS = 30 * MINUTE_MS;

/** Carries a grant one attempt on: gives the membership, reads it back, and only then says so. Safe to repeat at any step. */
export async function carryOutGrant(
  tools: GrantTools,
  { grantId, tries }: { readonly grantId: string; readonly tries: number },
): Promise<void> {
  const grant = await begun(tools, grantId);
  if (grant === null) return;
  const attempt = await attemptGrant(tools, grant).catch(
    (error: unknown): Attempt =>
      isFinal(error) ? { hopeless: reasonOf(error), alerts: true } : { waits: reasonOf(error) },
  );
  if (attempt === 'done') return;
  const current = (await findGrant(tools.db, grantId)) ?? grant;
  const late = isLate(tools, current);
  if ('hopeless' in attempt || late) {
    const because = 'hopeless' in attempt ? attempt.hopeless : `it took too long: ${attempt.waits}`;
    await failGrant(tools, current, { because, alerts: late || 'alerts' in attempt });
    return;
  }
  await noteError(tools, grantId, attempt.waits);
  const at = new Date(tools.clock.now().getTime() + (attempt.ms ?? backOff(tries)));
  await grantLater(tools, grant, { at, tries: tries + 1 });
}

/** The grant, if it is to be given now; one that begins later waits. */
async function begun(tools: GrantTools, grantId: string): Promise<Grant | null> {
  const known = await findGrant(tools.db, grantId);
  if (known === null || (known.status !== 'granting' && known.status !== 'scheduled')) return null;
  if (known.status === 'granting') return known;
  const now = tools.clock.now();
  if (known.startsAt !== null && known.startsAt > now) {
    await grantLater(tools, known, { at: known.startsAt });
    return null;
  }
  return await holding(tools.db, known, async ({ db, grant }) =>
    grant?.status === 'scheduled'
      ? await moveGrant(db, grant, { status: 'granting', since: now, triedAt: now })
      : null,
  );
}

async function attemptGrant(tools: GrantTools, grant: Grant): Promise<Attempt> {
  const frozen = await whyFrozen(tools.db);
  if (frozen !== null) return frozen;
  const unfit = await whyUnfit(tools, grant);
  if (unfit !== null) return { hopeless: unfit };
  const keptOut = await whyKeptOut(tools, grant);
  if (keptOut !== null) return keptOut;
  const turn = `grant-access:${grant.id}`;
  return await inTurnOf(tools, grant, turn, async () => await inTurn(tools, grant, turn));
}

async function inTurn(tools: GrantTools, grant: Grant, turn: string): Promise<Attempt> {
  const looked = await lookBefore(tools, grant);
  if ('attempt' in looked) return looked.attempt;
  if (tools.settings.dryRun) return await onlySay(tools, looked.grant, looked.mustAdd);
  if (looked.mustAdd) {
    const added = await addMember(tools, looked.grant);
    if (added !== 'done') return added;
  }
  if (!(await isListed(tools, grant)))
    return { waits: 'the directory took the change, but does not list the member yet' };
  return await activate(tools, grant, turn);
}

/** Read back: from now on it counts. */
async function activate(tools: GrantTools, { id, ...key }: Grant, turn: string): Promise<Attempt> {
  return await holding(tools.db, { id, ...key }, async (held): Promise<Attempt> => {
    const { db, grant, others } = held;
    if (grant === null) return 'done';
    if (grant.status !== 'granting') return await undoStray(tools, held);
    if (others.some(({ status }) => status === 'revoking'))
      return { waits: 'the end of another grant of the same membership is under way', ms: SOON_MS };
    const now = tools.clock.now();
    const grantedAt = grant.grantedAt ?? now;
    const expiresAt = grant.expiresAt ?? endOf(grant, grantedAt);
    const moved = await moveGrant(db, grant, {
      status: 'active',
      since: now,
      grantedAt,
      expiresAt,
      lastError: null,
    });
    if (moved === null) return { waits: 'it changed meanwhile', ms: SOON_MS };
    await endTurn(db, moved, turn);
    if (expiresAt !== null) await endLater({ ...tools, db }, expiresAt);
    const detail = {
      connection: moved.connection,
      group: moved.groupId,
      account: moved.accountId,
      heldBefore: moved.heldBefore,
      expiry: moved.expiry,
      expiresAt: expiresAt?.toISOString() ?? null,
    };
    await appendAudit(db, { at: now, actor: 'lockstep', action: 'grant.active', object: id, detail });
    await tellGrant({ ...tools, db }, moved);
    await endExtended(tools, held, moved);
    return 'done';
  });
}

/** The grant that this one extends is over; its membership goes on without a gap. */
async function endExtended(tools: GrantTools, held: Held, moved: Grant): Promise<void> {
  const extended = held.others.find(({ id, status }) => id === moved.extends && status === 'active');
  if (extended === undefined) return;
  const end = { because: `extended by ${moved.id}`, by: 'lockstep' };
  await close(tools, { ...held, grant: extended, others: [moved] }, end);
}

/** It was ended while the directory was being told: what this attempt may have brought goes again. */
async function undoStray(tools: GrantTools, { db, grant, others }: Held): Promise<Attempt> {
  if (grant === null || !['ended', 'failed'].includes(grant.status) || grant.heldBefore !== false)
    return 'done';
  if (others.length > 0) return 'done';
  const now = tools.clock.now();
  const moved = await moveGrant(db, grant, {
    status: 'revoking',
    since: now,
    removedAt: null,
    endedAt: null,
  });
  if (moved !== null) await revokeLater({ ...tools, db }, moved, { at: now });
  return 'done';
}

/** dry_run: everything up to the write. */
async function onlySay(tools: GrantTools, grant: Grant, mustAdd: boolean): Promise<Attempt> {
  return await holding(tools.db, grant, async (held): Promise<Attempt> => {
    const { db } = held;
    if (held.grant?.status !== 'granting') return 'done';
    const marked = await changeGrant(db, held.grant, { dryRun: true, heldBefore: true });
    const would = mustAdd ? 'would have been added' : 'is in the group already';
    const because = `dry run: ${grant.login} ${would}; nothing was changed`;
    await close(tools, { ...held, grant: marked }, { because, by: 'lockstep', status: 'ended' });
    return 'done';
  });
}

function isLate({ clock }: GrantTools, { writtenAt, startsAt, createdAt }: Grant): boolean {
  const now = clock.now().getTime();
  if (writtenAt !== null) return now - writtenAt.getTime() > CONFIRM_MS;
  return now - Math.max(createdAt.getTime(), startsAt?.getTime() ?? 0) > START_MS;
}
