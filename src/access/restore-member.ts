import type { Grant } from '../domain/grant.ts';
import type { Obstacle } from '../domain/obstacle.ts';
import type { Restore, RestoreMember } from '../domain/restore.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { appendAudit } from '../store/audit.ts';
import { changeGrant, lastRemoved } from '../store/grants.ts';
import { noteMember, settleMember } from '../store/restore-members.ts';
import { isListed, obstacleOf, whyAccountUnfit, whyUnchangeable } from './look.ts';
import { protectedLogins } from './protected.ts';
import { stoppedBy } from './restore-content.ts';
import { OURS_MS } from './restore-plan.ts';
import { type GrantTools, membershipsIn } from './tools.ts';
import { type Held, holding, inTurnOf } from './turn.ts';

/** How one membership came out: settled, or it waits and is tried again. */
export type Came =
  | { readonly status: 'done' | 'skipped' | 'failed'; readonly evidence: string }
  | { readonly waits: string };

/** The directory lists a member within this time after it was told, or something is wrong. */
const CONFIRM_MS = 30 * MINUTE_MS;

/** Obstacles of the groups of one batch: each is read once. */
export type Obstacles = Map<string, Obstacle | 'gone' | null>;

/** Puts one membership back and reads it back. Safe to repeat at any step. Throws what the directory throws. */
export async function putBack(
  tools: GrantTools,
  { restore, member, obstacles }: { restore: Restore; member: RestoreMember; obstacles: Obstacles },
): Promise<Came> {
  const { connection, groupId } = member;
  if (!obstacles.has(groupId)) obstacles.set(groupId, await obstacleOf(tools, { connection, groupId }));
  const unchangeable = whyUnchangeable(obstacles.get(groupId) ?? null);
  if (unchangeable !== null) return { status: 'failed', evidence: unchangeable };
  const unfit = await whyAccountUnfit(tools, member);
  if (unfit !== null) return { status: 'skipped', evidence: unfit };
  // Also by the name under which the log told of it.
  if (protectedLogins(tools, connection).has(member.login.toLowerCase()))
    return { status: 'skipped', evidence: 'the account is protected' };
  if (tools.settings.dryRun)
    return { status: 'skipped', evidence: 'dry run: it would have been added; nothing was changed' };
  const turn = `restore:${restore.id}`;
  return await inTurnOf(tools, member, turn, async () => await inTurn(tools, restore, member));
}

async function inTurn(tools: GrantTools, restore: Restore, member: RestoreMember): Promise<Came> {
  const listed = await isListed(tools, member);
  const looked = await lookBefore(tools, restore, { member, listed });
  if (looked !== 'go') return looked;
  if (!listed) await membershipsIn(tools.providers, member.connection).add(member.groupId, member.accountId);
  // Believe the read, not the reply.
  const read = listed || (await isListed(tools, member));
  const at = tools.clock.now().toISOString();
  if (read)
    return {
      status: 'done',
      evidence: `${isTold(member, listed) ? 'read back' : 'was back already, read'} at ${at}`,
    };
  const since = member.writtenAt ?? tools.clock.now();
  return tools.clock.now().getTime() - since.getTime() > CONFIRM_MS
    ? { status: 'failed', evidence: 'the directory took it, but does not list the member' }
    : { waits: 'the directory took it, but does not list the member yet' };
}

function isTold({ writtenAt }: RestoreMember, listed: boolean): boolean {
  return !listed || writtenAt !== null;
}

/** Writes down that the directory is about to be told, unless Lockstep itself took the membership since. */
async function lookBefore(
  tools: GrantTools,
  restore: Restore,
  { member, listed }: { readonly member: RestoreMember; readonly listed: boolean },
): Promise<Came | 'go'> {
  const { id } = restore;
  return await holding(tools.db, { ...member, id }, async ({ db, others }): Promise<Came | 'go'> => {
    const freeze = await stoppedBy(db, restore);
    if (freeze !== null) return { waits: `Lockstep is frozen: ${freeze.because}` };
    if (others.some(({ status }) => status === 'revoking'))
      return { waits: 'the end of a grant of the same membership is under way' };
    const ended = (await lastRemoved(db, member))?.removedAt ?? null;
    if (!listed && ended !== null && ended.getTime() >= member.removedAt.getTime() - OURS_MS)
      return { status: 'skipped', evidence: 'Lockstep took it: its grant is over' };
    if (listed) return 'go';
    const at = tools.clock.now();
    const note = { at, evidence: 'the directory is being told', writtenAt: member.writtenAt ?? at };
    const place = { restoreId: id, position: member.position };
    return (await noteMember(db, place, note)) ? 'go' : { waits: 'it was settled meanwhile' };
  });
}

/** Settles a membership, with its audit entry, once. What came back for good is not taken by a grant that came later. */
export async function settle(
  tools: GrantTools,
  {
    restore,
    member,
    came,
  }: { restore: Restore; member: RestoreMember; came: Exclude<Came, { waits: string }> },
): Promise<boolean> {
  const at = tools.clock.now();
  return await holding(tools.db, { ...member, id: restore.id }, async (held) => {
    const place = { restoreId: restore.id, position: member.position };
    if (!(await settleMember(held.db, place, { ...came, at }))) return false;
    if (came.status === 'done') for (const grant of held.others) await keepFor(held, grant, member);
    const { connection, groupId: group, accountId: account } = member;
    const detail = { connection, group, account, approval: restore.approvalId, ...came };
    await appendAudit(held.db, {
      at,
      actor: 'lockstep',
      action: `restore.member-${came.status}`,
      object: restore.id,
      detail,
    });
    return true;
  });
}

async function keepFor({ db }: Held, grant: Grant, { removedAt }: RestoreMember): Promise<void> {
  if (grant.status !== 'active') return;
  // A grant from after the removal brought what had been there before it.
  const heldBefore = grant.heldBefore === false && grant.createdAt > removedAt ? true : grant.heldBefore;
  if (heldBefore !== grant.heldBefore || grant.missingAt !== null)
    await changeGrant(db, grant, { heldBefore, missingAt: null });
}
