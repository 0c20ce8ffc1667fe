import type { EntraActor } from './entra-logs.ts';
import type { EntraGroup, EntraTenant, EntraUser } from './entra-tenant.ts';

/** False when it was in already; Graph answers 400 then. */
export function addMember(tenant: EntraTenant, groupId: string, memberId: string, by?: EntraActor): boolean {
  const group = groupOf(tenant, groupId);
  if (group.members.has(memberId)) return false;
  group.members.add(memberId);
  tenant.changes.push({
    kind: 'member',
    groupId,
    memberId,
    removed: false,
    ...(by === undefined ? {} : { by }),
  });
  return true;
}

/** False when it was not in; Graph answers 404 then. */
export function removeMember(
  tenant: EntraTenant,
  groupId: string,
  memberId: string,
  by?: EntraActor,
): boolean {
  if (!groupOf(tenant, groupId).members.delete(memberId)) return false;
  tenant.changes.push({
    kind: 'member',
    groupId,
    memberId,
    removed: true,
    ...(by === undefined ? {} : { by }),
  });
  return true;
}

export function updateUser(tenant: EntraTenant, id: string, change: Partial<Omit<EntraUser, 'id'>>): void {
  const user = tenant.users.get(id);
  if (user === undefined) throw new Error(`no Entra user ${id}`);
  Object.assign(user, change);
  tenant.changes.push({ kind: 'user', id });
}

/** Soft deletion: leaves every group, stays in deletedItems. */
export function deleteUser(tenant: EntraTenant, id: string): void {
  const user = tenant.users.get(id);
  if (user === undefined) throw new Error(`no Entra user ${id}`);
  for (const group of tenant.groups.values()) removeMember(tenant, group.id, id);
  tenant.users.delete(id);
  tenant.deletedUsers.set(id, user);
  tenant.registrationDetails.delete(id);
  tenant.changes.push({ kind: 'user', id, removed: 'changed' });
}

export function createGroup(tenant: EntraTenant, group: EntraGroup): void {
  tenant.groups.set(group.id, group);
  tenant.changes.push({ kind: 'group', id: group.id });
  for (const memberId of group.members) {
    tenant.changes.push({ kind: 'member', groupId: group.id, memberId, removed: false });
  }
}

export function updateGroup(
  tenant: EntraTenant,
  id: string,
  change: Partial<
    Pick<
      EntraGroup,
      'displayName' | 'description' | 'isAssignableToRole' | 'isManagementRestricted' | 'membershipRule'
    >
  >,
): void {
  Object.assign(groupOf(tenant, id), change);
  tenant.changes.push({ kind: 'group', id });
}

export function deleteGroup(tenant: EntraTenant, id: string): void {
  groupOf(tenant, id);
  tenant.groups.delete(id);
  tenant.changes.push({ kind: 'group', id, removed: 'changed' });
}

function groupOf(tenant: EntraTenant, id: string): EntraGroup {
  const group = tenant.groups.get(id);
  if (group === undefined) throw new Error(`no Entra group ${id}`);
  return group;
}
