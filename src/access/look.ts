import type { AccountStatus } from '../domain/account.ts';
import type { Grant, MembershipKey } from '../domain/grant.ts';
import type { Obstacle } from '../domain/obstacle.ts';
import { OperatorError } from '../lib/operator-error.ts';
import { protectedLogins } from './protected.ts';
import { type AccessTools, lookUpIn, membershipsIn } from './tools.ts';

type LookTools = Pick<AccessTools, 'providers' | 'settings'>;

/** Back with one sign-in: what was approved meanwhile is not lost. Whatever else there is gets nothing. */
const mayHold: ReadonlySet<AccountStatus> = new Set(['active', 'locked', 'password_expired', 'recovery']);

/** Why a membership may not be given, read live at this moment; null = it may. What cannot be read throws. */
export async function whyUnfit(tools: LookTools, key: MembershipKey): Promise<string | null> {
  return whyUnchangeable(await obstacleOf(tools, key)) ?? (await whyAccountUnfit(tools, key));
}

export function whyUnchangeable(obstacle: Obstacle | 'gone' | null): string | null {
  if (obstacle === 'gone') return 'the group is gone';
  return obstacle === null ? null : `the group cannot be changed by Lockstep: ${obstacle.why}`;
}

export async function whyAccountUnfit(
  tools: LookTools,
  { connection, accountId }: Omit<MembershipKey, 'groupId'>,
): Promise<string | null> {
  const account = await lookUpIn(tools.providers, connection).account(accountId);
  if (account === null) return 'the account is gone';
  if (!mayHold.has(account.status)) return `the account is ${account.status}`;
  if (protectedLogins(tools, connection).has(account.login.toLowerCase()))
    return 'the account is protected: it is never changed through Lockstep';
  return null;
}

/** `gone`: there is no such group (any more). Every other failure throws. */
export async function obstacleOf(
  { providers }: LookTools,
  { connection, groupId }: Pick<Grant, 'connection' | 'groupId'>,
): Promise<Obstacle | 'gone' | null> {
  try {
    return await membershipsIn(providers, connection).obstacle(groupId);
  } catch (error) {
    if (isGroupUnknown(error)) return 'gone';
    throw error;
  }
}

/** Whether the directory lists the membership, read live; in a group that is gone nobody is. */
export async function isListed(
  { providers }: LookTools,
  { connection, groupId, accountId }: MembershipKey,
): Promise<boolean> {
  try {
    return await membershipsIn(providers, connection).has(groupId, accountId);
  } catch (error) {
    if (isGroupUnknown(error)) return false;
    throw error;
  }
}

export function isGroupUnknown(error: unknown): boolean {
  return error instanceof OperatorError && error.code === 'GROUP_UNKNOWN';
}
