import { randomUUID } from 'node:crypto';
import type { Faults } from '../faults.ts';
import { breakGlass as emergency } from '../tenant/cast.ts';
import { addMember, removeMember } from '../tenant/entra-changes.ts';
import { noteAudit } from '../tenant/entra-logs.ts';
import type { EntraTenant, EntraUser } from '../tenant/entra-tenant.ts';
import { alan } from './entra-watch-levers.ts';
import type { Lever } from './lever.ts';

/** Template id of Global Administrator, the same in every tenant (learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference). */
const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10';

export function entraLevers(tenant: EntraTenant, faults: Faults): readonly Lever[] {
  return [lostExclusion(tenant), oneAdminMore(tenant), throttled(faults)];
}

function lostExclusion(tenant: EntraTenant): Lever {
  const undos: (() => void)[] = [];
  return {
    id: 'entra-exclusion',
    side: 'entra',
    title: 'Delete a break-glass exclusion',
    what: 'The first break-glass account is no longer excluded from Conditional Access.',
    apply: () => {
      const account = breakGlass(tenant);
      const policies = [...tenant.conditionalAccess.values()].filter(({ state }) => state === 'enabled');
      const groups = new Set<string>();
      for (const { conditions } of policies) {
        const users = usersOf(conditions);
        for (const id of listOf(users.excludeGroups)) groups.add(id);
        const before = listOf(users.excludeUsers);
        if (!before.includes(account.id)) continue;
        users.excludeUsers = before.filter((id) => id !== account.id);
        undos.push(() => (users.excludeUsers = [...listOf(users.excludeUsers), account.id]));
      }
      for (const id of groups) {
        if (!tenant.groups.has(id) || !removeMember(tenant, id, account.id)) continue;
        undos.push(() => addMember(tenant, id, account.id));
      }
      return `${account.userPrincipalName} is under ${policies.length} policies`;
    },
    undo: () => {
      for (const undo of undos.splice(0)) undo();
      return `${breakGlass(tenant).userPrincipalName} is excluded again`;
    },
  };
}

function oneAdminMore(tenant: EntraTenant): Lever {
  const added = new Map<string, EntraUser>();
  return {
    id: 'entra-global-admin',
    side: 'entra',
    title: 'Add a seventh Global Administrator',
    what: 'A member without any role is made a Global Administrator for good.',
    apply: () => {
      const user = ordinaryMember(tenant);
      const id = randomUUID();
      added.set(id, user);
      noteRole(tenant, user, true);
      tenant.activeRoles.push({
        id,
        principalId: user.id,
        roleDefinitionId: globalAdministrator,
        directoryScopeId: '/',
        assignmentType: 'Assigned',
        memberType: 'Direct',
        startDateTime: new Date().toISOString(),
        endDateTime: null,
      });
      return `${user.userPrincipalName} is a Global Administrator`;
    },
    undo: () => {
      for (const user of added.values()) noteRole(tenant, user, false);
      const kept = tenant.activeRoles.filter(({ id }) => !added.has(id));
      tenant.activeRoles.splice(0, tenant.activeRoles.length, ...kept);
      added.clear();
      return 'the assignment is gone';
    },
  };
}

/** As the core directory tells it: the role stands in the properties of the user. */
function noteRole(tenant: EntraTenant, { id, userPrincipalName }: EntraUser, granted: boolean): void {
  const property = (displayName: string, text: string) =>
    granted ? { displayName, after: text } : { displayName, before: text };
  const properties = [
    property('Role.ObjectID', globalAdministrator),
    property('Role.DisplayName', 'Global Administrator'),
    property('Role.TemplateId', globalAdministrator),
    property('Role.WellKnownObjectName', 'TenantAdmins'),
  ];
  noteAudit(tenant, {
    activity: granted ? 'Add member to role' : 'Remove member from role',
    category: 'RoleManagement',
    operation: granted ? 'Assign' : 'Unassign',
    by: alan(tenant),
    targets: [
      { id, type: 'User', userPrincipalName, properties },
      { id: globalAdministrator, type: 'Role' },
    ],
  });
}

function throttled(faults: Faults): Lever {
  return {
    id: 'entra-throttled',
    side: 'entra',
    title: 'Entra answers 429',
    what: 'Graph is too busy: 429 with Retry-After for every request.',
    apply: () => {
      faults.clear();
      const headers = { 'Retry-After': '5' };
      faults.add({
        path: /^\/(v1\.0|beta)\//,
        fault: { kind: 'status', status: 429, body: tooMany, headers },
      });
      return 'Graph answers 429';
    },
    undo: () => {
      faults.clear();
      return 'Graph answers again';
    },
  };
}

const tooMany = { error: { code: 'TooManyRequests', message: 'Too many requests' } };

function breakGlass(tenant: EntraTenant): EntraUser {
  const account = [...tenant.users.values()].find(
    ({ userPrincipalName }) => userPrincipalName === emergency.entra.bg1,
  );
  if (account === undefined) throw new Error(`Entra has no account ${emergency.entra.bg1}`);
  return account;
}

/** Holds no role, neither directly nor through a group; the youngest such member, so that the cast keeps its parts. */
function ordinaryMember(tenant: EntraTenant): EntraUser {
  const holders = [...tenant.activeRoles, ...tenant.eligibleRoles].map(({ principalId }) => principalId);
  const busy = new Set(holders.flatMap((id) => [id, ...(tenant.groups.get(id)?.members ?? [])]));
  const spared: readonly string[] = Object.values(emergency.entra);
  const user = [...tenant.users.values()].findLast(
    ({ id, accountEnabled, userType, userPrincipalName }) =>
      accountEnabled && userType === 'Member' && !busy.has(id) && !spared.includes(userPrincipalName),
  );
  if (user === undefined) throw new Error('every member holds a role already');
  return user;
}

/** The part of a policy's conditions that says whom it hits; shared with the tenant, so that writing it counts. */
function usersOf(conditions: Record<string, unknown>): Record<string, unknown> {
  const { users } = conditions;
  // Graph's conditionalAccessUsers is an object of lists; the tenant stores it as Graph sends it.
  return typeof users === 'object' && users !== null ? (users as Record<string, unknown>) : {};
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
