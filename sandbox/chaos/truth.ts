import type { Demo } from '../demo.ts';
import { credentials } from '../tenant/cast.ts';
import { addMember as addInEntra } from '../tenant/entra-changes.ts';
import type { EntraTenant } from '../tenant/entra-tenant.ts';
import { addMember as addInOkta } from '../tenant/okta-changes.ts';
import { membersSeen } from '../tenant/okta-lag.ts';
import type { OktaTenant } from '../tenant/okta-tenant.ts';

export interface Membership {
  readonly connection: string;
  readonly groupId: string;
  readonly accountId: string;
}

/** What is true in the directories, whatever they answer: the stand-ins' own books. */
export interface Truth {
  readonly holds: (membership: Membership) => boolean;
  /** Whether somebody who asks sees it. */
  readonly shows: (membership: Membership) => boolean;
  readonly heldAtFirst: (membership: Membership) => boolean;
  /** How often Lockstep itself brought it about, as the directory's own log tells. */
  readonly addedByLockstep: (membership: Membership) => number;
  /** What somebody does by hand. False: it was so already. */
  readonly add: (membership: Membership) => boolean;
  /** Whether an account may sign in. */
  readonly on: (connection: string, accountId: string) => boolean;
}

export const keyOf = ({ connection, groupId, accountId }: Membership): string =>
  `${connection} ${groupId} ${accountId}`;

export function truthOf({ company: { okta, entra } }: Pick<Demo, 'company'>): Truth {
  const holds = ({ connection, groupId, accountId }: Membership): boolean =>
    connection === 'okta'
      ? okta.memberships.get(groupId)?.has(accountId) === true
      : entra.groups.get(groupId)?.members.has(accountId) === true;
  const first = new Set(
    [
      ...[...okta.memberships].flatMap(([groupId, members]) =>
        [...members].map((accountId) => ({ connection: 'okta', groupId, accountId })),
      ),
      ...[...entra.groups.values()].flatMap(({ id: groupId, members }) =>
        [...members].map((accountId) => ({ connection: 'entra', groupId, accountId })),
      ),
    ].map(keyOf),
  );
  return {
    holds,
    shows: (membership) =>
      membership.connection === 'okta'
        ? membersSeen(okta, membership.groupId).has(membership.accountId)
        : holds(membership),
    heldAtFirst: (membership) => first.has(keyOf(membership)),
    addedByLockstep: (membership) =>
      membership.connection === 'okta' ? addedInOkta(okta, membership) : addedInEntra(entra, membership),
    add: ({ connection, groupId, accountId }) =>
      connection === 'okta' ? addInOkta(okta, groupId, accountId) : addInEntra(entra, groupId, accountId),
    on: (connection, accountId) =>
      connection === 'okta'
        ? ['ACTIVE', 'PROVISIONED', 'RECOVERY', 'PASSWORD_EXPIRED', 'LOCKED_OUT'].includes(
            okta.users.get(accountId)?.status ?? '',
          )
        : entra.users.get(accountId)?.accountEnabled === true,
  };
}

function addedInOkta({ log }: OktaTenant, { groupId, accountId }: Membership): number {
  const ours = credentials.okta.actorClient;
  return log.filter(
    ({ eventType, ...event }) =>
      eventType === 'group.user_membership.add' &&
      JSON.stringify(event['actor']).includes(ours) &&
      [groupId, accountId].every((id) => JSON.stringify(event['target']).includes(id)),
  ).length;
}

/** By hand nobody is named. */
function addedInEntra({ changes }: EntraTenant, { groupId, accountId }: Membership): number {
  return changes.filter(
    (each) =>
      each.kind === 'member' &&
      !each.removed &&
      each.by !== undefined &&
      each.groupId === groupId &&
      each.memberId === accountId,
  ).length;
}
