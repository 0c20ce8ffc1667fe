import { cast, groups } from '../../sandbox/tenant/cast.ts';
import { addMember, deleteGroup, removeMember, updateUser } from '../../sandbox/tenant/entra-changes.ts';
import { openEntraProvider } from '../providers/entra-connection.ts';
import { type AccessSubject, testAccess } from '../support/access-over-http.ts';

async function connect(): Promise<AccessSubject> {
  const { entra, tenant, provider, groupId, person, close } = await openEntraProvider();
  const group = tenant.groups.get(groupId(groups.entra.vpn))!;
  const asker = person('vint');
  const approver = person('alan');
  addMember(tenant, groupId('Team 0001'), asker.id);
  addMember(tenant, groupId('Team 0002'), approver.id);
  removeMember(tenant, group.id, asker.id);
  let lift = (): void => undefined;
  return {
    provider,
    groupId: group.id,
    groupName: groups.entra.vpn,
    asker: { id: asker.id, email: cast.vint.email },
    approver: { id: approver.id, email: cast.alan.email },
    askers: 'Team 0001',
    approvers: 'Team 0002',
    holds: () => entra.holds(group.id, asker.id),
    writes: () => entra.requests().filter((line) => /^(POST|DELETE) .*\/members/.test(line)).length,
    give: () => addMember(tenant, group.id, asker.id),
    take: () => removeMember(tenant, group.id, asker.id),
    rename: (name) => {
      group.displayName = name;
    },
    deleteGroup: () => deleteGroup(tenant, group.id),
    deactivate: () => updateUser(tenant, asker.id, { accountEnabled: false }),
    pretend: (on) => {
      tenant.consistency.pretends = on;
    },
    lag: (on) => {
      tenant.consistency.staleReads = on ? Number.POSITIVE_INFINITY : 0;
    },
    down: (on) => {
      lift();
      if (on) lift = entra.faults.add({ path: /^\/v1\.0/, fault: { kind: 'status', status: 503 } });
    },
    loseAnswer: () =>
      void entra.faults.add({
        path: /\/groups\/[^/]+\/members\//,
        times: 1,
        fault: { kind: 'lost', status: 503 },
      }),
    close,
  };
}

testAccess('access in Entra ID', connect);
