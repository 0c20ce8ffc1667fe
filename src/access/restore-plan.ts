import type { Alert, Offer } from '../domain/alert.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { reasonOf } from '../lib/operator-error.ts';
import { grantsWrittenSince } from '../store/grants.ts';
import { obstacleOf, whyUnchangeable } from './look.ts';
import { protectedLogins } from './protected.ts';
import { type MissingMember, removedMembers } from './removed.ts';
import type { AccessTools } from './tools.ts';

/** A vendor's log dates a change of ours within this time of our own clock. */
export const OURS_MS = 30 * MINUTE_MS;

export interface LeftOut {
  readonly groupName: string;
  readonly logins: readonly string[];
  /** In words; may quote a vendor. */
  readonly why: string;
}

export interface RestorePlan {
  readonly connection: string;
  /** Whom Lockstep would put back where. */
  readonly members: readonly MissingMember[];
  /** Missing as well, and not put back. */
  readonly leftOut: readonly LeftOut[];
  readonly cutOff: boolean;
}

/**
 * Who would be put back: everybody whom the alert is about and who is still missing, but nobody into a group that Lockstep
 * may not change or cannot read, nobody who is switched off or protected, and nobody whose grant is over.
 */
export async function planRestore(tools: AccessTools, alert: Alert, on: Offer['on']): Promise<RestorePlan> {
  const { members, cutOff } = await removedMembers(tools, alert, on);
  const whys = await whysOf(tools, alert.connection, members);
  const left = members.flatMap((member) => {
    const why = whys(member);
    return why === null ? [] : [{ member, why }];
  });
  const byReason = Map.groupBy(left, ({ member, why }) => `${member.groupId} ${why}`);
  return {
    connection: alert.connection,
    members: members.filter((member) => whys(member) === null),
    leftOut: [...byReason.values()].flatMap((some) => {
      const [first] = some;
      const logins = some.map(({ member }) => member.login);
      return first === undefined ? [] : [{ groupName: first.member.groupName, logins, why: first.why }];
    }),
    cutOff,
  };
}

/** Why somebody is left out; null = they are not. */
async function whysOf(
  tools: AccessTools,
  connection: string,
  members: readonly MissingMember[],
): Promise<(member: MissingMember) => string | null> {
  const groups = new Map<string, string | null>();
  for (const { groupId } of members)
    if (!groups.has(groupId)) groups.set(groupId, await whyNotGroup(tools, connection, groupId));
  const kept = protectedLogins(tools, connection);
  const ended = await endedSince(tools, connection, members);
  return (member) => {
    const ofGroup = groups.get(member.groupId) ?? null;
    if (ofGroup !== null) return ofGroup;
    if (member.account?.disabled === true) return 'the account is switched off';
    if (kept.has(member.login.toLowerCase())) return 'the account is protected';
    return ended(member) ? 'Lockstep took it: its grant is over' : null;
  };
}

async function whyNotGroup(tools: AccessTools, connection: string, groupId: string): Promise<string | null> {
  try {
    return whyUnchangeable(await obstacleOf(tools, { connection, groupId }));
  } catch (error) {
    // What cannot be read is not changed.
    tools.log.warn({ connection, group: groupId, reason: reasonOf(error) }, 'a group could not be read');
    return `the group could not be read: ${reasonOf(error)}`;
  }
}

/** Whether Lockstep itself took a membership at the end of a grant, or would have if it had still been there. */
async function endedSince(
  { db }: AccessTools,
  connection: string,
  members: readonly MissingMember[],
): Promise<(member: MissingMember) => boolean> {
  const oldest = Math.min(...members.map(({ removedAt }) => removedAt.getTime()));
  if (members.length === 0) return () => false;
  const since = oldest - OURS_MS;
  const taken = new Map<string, number>();
  for (const { groupId, accountId, removedAt } of await grantsWrittenSince(db, connection, new Date(since))) {
    const key = `${groupId} ${accountId}`;
    if (removedAt !== null) taken.set(key, Math.max(taken.get(key) ?? 0, removedAt.getTime()));
  }
  return ({ groupId, accountId, removedAt }) =>
    (taken.get(`${groupId} ${accountId}`) ?? 0) >= removedAt.getTime() - OURS_MS;
}
