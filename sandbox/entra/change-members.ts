import { addMember, deleteUser, removeMember } from '../tenant/entra-changes.ts';
import type { EntraGroup } from '../tenant/entra-tenant.ts';
import { findObject } from './directory-object.ts';
import { bodyOf, type Call, callerOf, type Endpoint, mayAlso, noContent } from './endpoint.ts';
import { denied, missing, refused } from './failure.ts';
import { groupOf } from './groups.ts';

const writeGroups = ['GroupMember.ReadWrite.All', 'Group.ReadWrite.All', 'Directory.ReadWrite.All'];

export const changeMemberEndpoints: readonly Endpoint[] = [
  { method: 'POST', path: '/groups/:id/members/$ref', roles: writeGroups, answer: add },
  { method: 'DELETE', path: '/groups/:id/members/:member/$ref', roles: writeGroups, answer: remove },
  // Without /$ref it is the member itself that goes (group: remove member, caution).
  {
    method: 'DELETE',
    path: '/groups/:id/members/:member',
    roles: ['User.ReadWrite.All', 'Directory.ReadWrite.All'],
    answer: (call) => {
      const id = call.param('member');
      if (!groupOf(call.tenant, call.param('id')).members.has(id) || !call.tenant.users.has(id)) {
        throw missing(id);
      }
      deleteUser(call.tenant, id);
      return noContent();
    },
  },
];

async function add(call: Call): Promise<Response> {
  const group = groupOf(call.tenant, call.param('id'));
  const { '@odata.id': reference } = await bodyOf(call);
  const id = /\/(?:directoryObjects|users|groups|servicePrincipals)\/([0-9a-f-]{36})$/i.exec(
    String(reference),
  )?.[1];
  if (id === undefined)
    throw refused('A value is required for property @odata.id of resource ReferenceUpdate.');
  refuseUnmanageable(call, group);
  if (findObject(call.tenant, id) === undefined) throw missing(id);
  const { replica } = call.shared;
  const place = `${group.id} ${id}`;
  if (replica.isTrue(place, group.members.has(id))) {
    throw refused(
      "One or more added object references already exist for the following modified properties: 'members'.",
    );
  }
  const by = callerOf(call);
  replica.write(place, true, () => addMember(call.tenant, group.id, id, by));
  return noContent();
}

function remove(call: Call): Response {
  const group = groupOf(call.tenant, call.param('id'));
  refuseUnmanageable(call, group);
  // The message names the group, although it is the membership that is not there.
  const member = call.param('member');
  const { replica } = call.shared;
  const place = `${group.id} ${member}`;
  if (!replica.isTrue(place, group.members.has(member))) throw missing(group.id);
  const by = callerOf(call);
  replica.write(place, false, () => removeMember(call.tenant, group.id, member, by));
  return noContent();
}

export function refuseUnmanageable(call: Call, group: EntraGroup): void {
  if (group.isManagementRestricted === true) throw denied();
  if (group.isAssignableToRole === true && !mayAlso(call, ['RoleManagement.ReadWrite.Directory'])) {
    throw denied();
  }
  if (group.groupTypes.includes('DynamicMembership')) {
    throw refused('Insufficient privileges to complete the operation on a group with dynamic membership.');
  }
  if (group.onPremisesSyncEnabled === true) {
    throw refused(
      'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
    );
  }
  if (group.mailEnabled && !group.groupTypes.includes('Unified')) {
    throw refused('Cannot Update a mail-enabled security groups and or distribution list.');
  }
}
