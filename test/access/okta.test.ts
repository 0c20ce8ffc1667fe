import { cast, groups } from '../../sandbox/tenant/cast.ts';
import { addMember, removeMember } from '../../sandbox/tenant/okta-changes.ts';
import { oktaGroupByName } from '../../sandbox/tenant/okta-groups.ts';
import { catchUp } from '../../sandbox/tenant/okta-lag.ts';
import { oktaUserByLogin } from '../../sandbox/tenant/okta-people.ts';
import { openOkta } from '../providers/okta-connection.ts';
import { type AccessSubject, testAccess } from '../support/access-over-http.ts';
import { testRestore } from '../support/restore-over-http.ts';

const membership = /^\/api\/v1\/groups\/[^/]+\/users\/[^/]+$/;

async function connect(): Promise<AccessSubject> {
  const { okta, org, provider, close } = await openOkta();
  const group = oktaGroupByName(org, groups.okta.vpn);
  const asker = oktaUserByLogin(org, cast.vint.email);
  const approver = oktaUserByLogin(org, cast.frances.email);
  addMember(org, oktaGroupByName(org, groups.okta.production).id, asker.id);
  removeMember(org, group.id, asker.id);
  const lifts = new Set<() => void>();
  const fault = (on: boolean, path: RegExp, status: number): void => {
    for (const lift of lifts) lift();
    lifts.clear();
    if (on) lifts.add(okta.faults.add({ path, fault: { kind: 'status', status } }));
  };
  return {
    provider,
    groupId: group.id,
    groupName: groups.okta.vpn,
    asker: { id: asker.id, email: cast.vint.email },
    approver: { id: approver.id, email: cast.frances.email },
    askers: groups.okta.production,
    approvers: groups.okta.approvers,
    holds: () => org.memberships.get(group.id)?.has(asker.id) === true,
    writes: () => okta.requests().filter((line) => /^(PUT|DELETE) /.test(line)).length,
    give: () => addMember(org, group.id, asker.id),
    take: () => removeMember(org, group.id, asker.id),
    rename: (name) => {
      group.name = name;
    },
    deleteGroup: () => {
      org.groups.delete(group.id);
      org.memberships.delete(group.id);
    },
    deactivate: () => {
      asker.status = 'DEPROVISIONED';
    },
    pretend: (on) => fault(on, membership, 204),
    lag: (on) => {
      if (on) org.lag.lateMs = Number.POSITIVE_INFINITY;
      else catchUp(org);
    },
    down: (on) => fault(on, /^\/api/, 503),
    loseAnswer: () =>
      void okta.faults.add({ path: membership, times: 1, fault: { kind: 'lost', status: 503 } }),
    close,
  };
}

testAccess('access in Okta', connect);
testRestore('a restore in Okta', connect);
