import { randomUUID } from 'node:crypto';
import type { EntraChange, EntraTenant } from '../tenant/entra-tenant.ts';

/** A row of directoryAudits, with the user first and group names in quoted strings, as the real log has it. */
export interface AuditRow {
  readonly id: string;
  readonly activityDisplayName: string;
  readonly activityDateTime: string;
  readonly category: string;
  readonly correlationId: string;
  readonly result: string;
  readonly loggedByService: string;
  readonly operationType: string;
  readonly initiatedBy: object;
  readonly targetResources: readonly object[];
  readonly additionalDetails: readonly object[];
}

/** Membership changes told as audit rows. The change log keeps no times: a row is dated when it is first looked for. */
export interface AuditTrail {
  readonly rows: () => readonly AuditRow[];
}

export function createAuditTrail(tenant: EntraTenant, now: () => number): AuditTrail {
  const rows: AuditRow[] = [];
  let seen = 0;
  return {
    rows: () => {
      for (const change of tenant.changes.slice(seen)) {
        const row = rowOf(tenant, change, new Date(now()).toISOString());
        if (row !== null) rows.push(row);
      }
      seen = tenant.changes.length;
      return rows;
    },
  };
}

function rowOf(tenant: EntraTenant, change: EntraChange, at: string): AuditRow | null {
  if (change.kind !== 'member') return null;
  const { groupId, memberId, removed } = change;
  const correlationId = randomUUID();
  const name = tenant.groups.get(groupId)?.displayName ?? null;
  const property = (displayName: string, text: string | null) => {
    const quoted = text === null ? null : JSON.stringify(text);
    // A removal names the group as the old value.
    return { displayName, oldValue: removed ? quoted : null, newValue: removed ? null : quoted };
  };
  const user = tenant.users.get(memberId) ?? tenant.deletedUsers.get(memberId);
  return {
    id: `Directory_${correlationId}_SANDBOX`,
    activityDisplayName: removed ? 'Remove member from group' : 'Add member to group',
    activityDateTime: at,
    category: 'GroupManagement',
    correlationId,
    result: 'success',
    loggedByService: 'Core Directory',
    operationType: removed ? 'Unassign' : 'Assign',
    initiatedBy: { user: null, app: { appId: null, displayName: 'Acme Sandbox', servicePrincipalId: null } },
    targetResources: [
      {
        id: memberId,
        type: user === undefined ? 'Other' : 'User',
        userPrincipalName: user?.userPrincipalName ?? null,
        displayName: null,
        modifiedProperties: [property('Group.ObjectID', groupId), property('Group.DisplayName', name)],
      },
      {
        id: groupId,
        type: 'Group',
        groupType: 'unknownFutureValue',
        displayName: null,
        modifiedProperties: [],
      },
    ],
    additionalDetails: [],
  };
}
