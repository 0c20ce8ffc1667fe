import { SUPER_ADMIN } from '../../domain/role.ts';
import { toAccount } from './account.ts';
import { userPath } from './by-id.ts';
import type { OktaClient } from './client.ts';
import { isGone } from './errors.ts';
import { findRoleGroups, listAssignees, readRoles } from './gather/roles.ts';

/** True unless another super administrator is found who may sign in: directly, or as a member of a group with that role. */
export async function isLastSuperAdmin(client: OktaClient, accountId: string): Promise<boolean> {
  for (const id of await listAssignees(client)) {
    if (id === accountId || !(await isSuperAdmin(client, `${userPath(id)}/roles`))) continue;
    if (await isActive(client, id)) return false;
  }
  for (const { id: groupId, roles } of await findRoleGroups(client)) {
    if (!roles.some(({ type }) => type === SUPER_ADMIN)) continue;
    const members = (await client.list(`/api/v1/groups/${groupId}/users?limit=1000`)).map(toAccount);
    if (members.some(({ id, status }) => id !== accountId && status === 'active')) return false;
  }
  return true;
}

async function isSuperAdmin(client: OktaClient, path: string): Promise<boolean> {
  return (await readRoles(client, path)).some(({ type }) => type === SUPER_ADMIN);
}

/** The list of administrators may still name one who was deleted. */
async function isActive(client: OktaClient, id: string): Promise<boolean> {
  try {
    return toAccount((await client.get(userPath(id))).body).status === 'active';
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}
