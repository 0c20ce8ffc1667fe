import { z } from 'zod';
import { OperatorError } from '../../lib/operator-error.ts';
import type { Memberships } from '../provider.ts';
import { groupPath, readGroup, readUser, userPath } from './by-id.ts';
import type { OktaClient } from './client.ts';
import { errorCodeOf, isGone } from './errors.ts';
import { findObstacle, obstacleOfType } from './obstacle.ts';

/** What is looked at is looked at by the watcher, which sees the whole org; only the change itself is the actor's. */
export interface Hands {
  readonly reads: OktaClient;
  readonly acting: OktaClient;
}

const Listed = z.object({ id: z.string() });

export function createMemberships({ reads, acting }: Hands): Memberships {
  const has = async (groupId: string, accountId: string): Promise<boolean> => {
    groupPath(groupId);
    try {
      const groups = await reads.list(`${userPath(accountId)}/groups`);
      return groups.some((raw) => Listed.parse(raw).id === groupId);
    } catch (error) {
      if (isGone(error)) return false;
      throw error;
    }
  };
  return {
    obstacle: async (groupId) => await findObstacle(reads, groupId),
    has,
    add: async (groupId, accountId) => {
      const settled = async () => await has(groupId, accountId);
      try {
        await acting.send({ method: 'PUT', path: pathOf(groupId, accountId), settled });
      } catch (error) {
        if (isGone(error)) await sayWhatIsGone(reads, groupId, accountId);
        throw await explained(error, reads, groupId);
      }
    },
    remove: async (groupId, accountId) => {
      const settled = async () => !(await has(groupId, accountId));
      try {
        await acting.send({ method: 'DELETE', path: pathOf(groupId, accountId), settled });
      } catch (error) {
        // The group, the account or the membership is not there: in each case nobody lists the member any more.
        if (isGone(error) && (await settled())) return;
        throw await explained(error, reads, groupId);
      }
    },
  };
}

function pathOf(groupId: string, accountId: string): string {
  return `${groupPath(groupId)}${userPath(accountId).slice('/api/v1'.length)}`;
}

/** Throws what is gone; returns when both are there. */
async function sayWhatIsGone(reads: OktaClient, groupId: string, accountId: string): Promise<void> {
  await readGroup(reads, groupId);
  const { status } = await readUser(reads, accountId);
  if (status !== 'DEPROVISIONED') return;
  throw new OperatorError(
    'ACCOUNT_DEACTIVATED',
    `Okta adds no deactivated account (${accountId}) to a group`,
    'Activate the account first.',
  );
}

/**
 * Okta says of a group that nobody can change that a permission is missing (E0000006; 501 E0000060 before 2026.04), and
 * of one that the caller may not see that it is not there.
 */
async function explained(error: unknown, reads: OktaClient, groupId: string): Promise<unknown> {
  const forbidden = error instanceof OperatorError && error.code === 'NOT_PERMITTED';
  if (!forbidden && !isGone(error) && errorCodeOf(error) !== 'E0000060') return error;
  const obstacle = obstacleOfType(await readGroup(reads, groupId));
  if (obstacle !== null)
    return new OperatorError(
      'GROUP_NOT_WRITABLE',
      `Okta does not let anybody change the group ${groupId}: ${obstacle.why}`,
      'Change it where it comes from, or choose a group that was made in Okta.',
      error,
    );
  return new OperatorError(
    'NOT_PERMITTED',
    `the acting identity may not change who is in the group ${groupId}`,
    'Grant it okta.groups.manage and an administrator role that covers this group (Group Membership Administrator, or a custom role with okta.groups.members.manage).',
    error,
  );
}
