import { type AuditRow, auditRowOf, type EntraActor, type NotedAudit } from '../tenant/entra-logs.ts';
import type { EntraChange, EntraTenant } from '../tenant/entra-tenant.ts';

/** What was noted in the tenant, and membership changes told as rows. The change log keeps no times: a row is dated when it is first looked for. */
export interface AuditTrail {
  readonly rows: () => Iterable<ShownAudit>;
}

/** `place` tells two showings of one row apart. */
export interface ShownAudit extends AuditRow {
  readonly place: string;
}

export function createAuditTrail(tenant: EntraTenant, now: () => number): AuditTrail {
  const moved: NotedAudit[] = [];
  let seen = 0;
  return {
    rows: function* () {
      for (const change of tenant.changes.slice(seen)) {
        const row = rowOf(tenant, change, now());
        if (row !== null) moved.push({ row, visibleAt: now() + tenant.auditLateness.ms });
      }
      seen = tenant.changes.length;
      for (const [list, name] of [
        [moved, 'm'],
        [tenant.audits, 'n'],
      ] as const) {
        for (const [index, { row, visibleAt }] of list.entries())
          if (visibleAt <= now()) yield { ...row, place: `${name}${index}` };
      }
    },
  };
}

const nobody: EntraActor = { kind: 'app', displayName: 'Acme Sandbox' };

function rowOf(tenant: EntraTenant, change: EntraChange, at: number): AuditRow | null {
  if (change.kind !== 'member') return null;
  const { groupId, memberId, removed, by = nobody } = change;
  const name = tenant.groups.get(groupId)?.displayName ?? null;
  // A removal names the group as the old value.
  const property = (displayName: string, text: string | null) =>
    removed ? { displayName, before: text } : { displayName, after: text };
  const user = tenant.users.get(memberId) ?? tenant.deletedUsers.get(memberId);
  return auditRowOf(
    {
      activity: removed ? 'Remove member from group' : 'Add member to group',
      category: 'GroupManagement',
      operation: removed ? 'Unassign' : 'Assign',
      by,
      targets: [
        {
          id: memberId,
          type: user === undefined ? 'Other' : 'User',
          userPrincipalName: user?.userPrincipalName ?? null,
          properties: [property('Group.ObjectID', groupId), property('Group.DisplayName', name)],
        },
        { id: groupId, type: 'Group' },
      ],
    },
    at,
  );
}
