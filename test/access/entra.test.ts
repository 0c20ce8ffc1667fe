import { expect, it } from 'vitest';
import { cast, groups } from '../../sandbox/tenant/cast.ts';
import { addMember, deleteGroup, removeMember, updateUser } from '../../sandbox/tenant/entra-changes.ts';
import { fixedClock } from '../../src/lib/clock.ts';
import { openEntraProvider } from '../providers/entra-connection.ts';
import { openAccess, policy, settingsOf } from '../support/access-desk.ts';
import { type AccessSubject, testAccess } from '../support/access-over-http.ts';
import { auditOf, principal } from '../support/approval.ts';
import { testRestore } from '../support/restore-over-http.ts';
import { eachEngine } from '../support/store.ts';

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

eachEngine(({ open }) => {
  it.each([
    ['keeps the end in PIM as well where the policy says so', true],
    ['keeps the end alone, and says so, where the tenant has no licence for PIM', false],
  ])('%s', async (_, licensed) => {
    const store = await open();
    const { entra, tenant, provider, groupId, person, close } = await openEntraProvider();
    tenant.licences.p2 = licensed;
    const [group, asker, approver] = [groupId(groups.entra.vpn), person('vint'), person('alan')];
    addMember(tenant, groupId('Team 0001'), asker.id);
    addMember(tenant, groupId('Team 0002'), approver.id);
    removeMember(tenant, group, asker.id);
    const askers = [{ connection: 'entra', group: 'Team 0001' }];
    const by = [{ kind: 'group' as const, connection: 'entra', group: 'Team 0002' }];
    const stages = policy.stages.map((stage) => ({ ...stage, by }));
    const native = { ...policy, connection: 'entra', groups: [group], requesters: askers, stages };
    const settings = settingsOf({
      access: { policies: [{ ...native, expiry: 'native' }], deny: [], separation: [], delegates: [] },
    });
    // PIM goes by the clock of the stand-in.
    const at = openAccess(store, provider, { settings, clock: fixedClock(new Date().toISOString()) });
    const one = (id: string, name: string) =>
      principal(name, { id: `entra:${id}`, accounts: [`entra:${id}`] });
    const who = one(asker.id, 'vint');
    const ask = { connection: 'entra', group, requester: who, beneficiary: who };
    const grant = await at.grant(ask, one(approver.id, 'alan'));
    await at.pass(1);

    const active = await at.now(grant);
    expect([active.status, active.expiry]).toEqual(['active', licensed ? 'native' : 'bot']);
    expect(entra.holds(group, asker.id)).toBe(true);
    expect(tenant.pim.assignments).toHaveLength(licensed ? 1 : 0);
    expect((await auditOf(store.db)).includes('grant.fell-back')).toBe(!licensed);
    await at.pass(61);
    expect([(await at.now(grant)).status, entra.holds(group, asker.id)]).toEqual(['ended', false]);
    expect(tenant.pim.assignments).toEqual([]);
    await close();
  });
});
testRestore('a restore in Entra ID', connect);
