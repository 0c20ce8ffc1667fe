import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEntra } from '../../sandbox/entra/server.ts';
import { credentials, groups } from '../../sandbox/tenant/cast.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import { deleteGroup, deleteUser, updateUser } from '../../sandbox/tenant/entra-changes.ts';
import { entraGroupByName } from '../../sandbox/tenant/entra-groups.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createTokenSource } from '../../src/providers/entra/credential.ts';
import { createGraph } from '../../src/providers/entra/graph.ts';
import { connectEntra } from '../../src/providers/entra/index.ts';
import { createMemberships, memberReference } from '../../src/providers/entra/memberships.ts';
import type { Memberships, Relations } from '../../src/providers/provider.ts';
import { type MembershipsSubject, testMemberships } from '../support/memberships-conformance.ts';
import { type RelationsSubject, testRelations } from '../support/relations-conformance.ts';
import { actor, configOf, type EntraStandIn, nobody, openEntraProvider } from './entra-connection.ts';
import { limits } from './facts.ts';

let entra: EntraStandIn;
const hour = 3_600_000;

beforeEach(async () => {
  entra = await startEntra(createCompany());
});
afterEach(async () => await entra.close());

const groupNamed = (name: string) => {
  const found = [...entra.tenant.groups.values()].find(({ displayName }) => displayName === name);
  if (found === undefined) throw new Error(`no group ${name}`);
  return found;
};
const person = (name: string) => {
  const found = [...entra.tenant.users.values()].find(
    ({ userPrincipalName }) => userPrincipalName === `${name}@acme.test`,
  );
  if (found === undefined) throw new Error(`no user ${name}`);
  return found;
};

/** As the acting identity, without long waits for what is too new. */
function connect(identity = actor): Memberships {
  const config = configOf(entra, { actor: identity });
  const graph = createGraph(config.graphUrl, createTokenSource(config, identity), limits);
  return createMemberships(graph, { graphUrl: config.graphUrl, clock: systemClock, pausesMs: [1, 1] });
}

async function wired() {
  const config = configOf(entra, { actor });
  const { memberships, relations } = await connectEntra({ id: 'entra', config, clock: systemClock, limits });
  if (memberships?.addUntil === undefined || relations === undefined) throw new Error('not wired');
  return { memberships, relations };
}

const addUntil = async (groupId: string, accountId: string, end: Date) =>
  await connect().addUntil?.(groupId, accountId, end, 'OPS-1');
const inAnHour = () => new Date(Date.now() + hour);
const vpn = () => groupNamed(groups.entra.vpn);

function refuseOnce(status: number, code: string, message: string, times = 1): void {
  entra.faults.add({
    path: /members/,
    times,
    fault: { kind: 'status', status, body: { error: { code, message } } },
  });
}

const membership = /\/groups\/[^/]+\/members\//;

async function subject(): Promise<MembershipsSubject> {
  const { entra, tenant, provider, groupId, person, forbid, down, close } = await openEntraProvider();
  if (provider.memberships === undefined) throw new Error('no memberships');
  const mail = Object.assign(entraGroupByName(tenant, 'Team 0001'), { mailEnabled: true });
  const restricted = Object.assign(entraGroupByName(tenant, 'Team 0002'), { isManagementRestricted: true });
  return {
    memberships: provider.memberships,
    groupId: groupId(groups.entra.vpn),
    accountId: person('grace').id,
    nobody: { groupId: nobody, accountId: nobody },
    obstructed: {
      rule_managed: groupId(groups.entra.dynamic),
      synced: groupId(groups.entra.synced),
      role_assignable: groupId(groups.entra.tierZero),
      mail_enabled: mail.id,
      restricted: restricted.id,
    },
    holds: entra.holds,
    writes: () => entra.requests().filter((line) => /^(POST|DELETE) .*\/members/.test(line)).length,
    deleteAccount: (id) => deleteUser(tenant, id),
    deleteGroup: (id) => deleteGroup(tenant, id),
    failWrites: (times, carriedOut) => {
      const how = { kind: carriedOut ? 'lost' : 'html', status: 503 } as const;
      entra.faults.add({ path: membership, times, fault: how });
    },
    forbid: () => forbid('actor', /ReadWrite/),
    pretend: () => {
      tenant.consistency.pretends = true;
    },
    lag: (on) => {
      tenant.consistency.staleReads = on ? Number.POSITIVE_INFINITY : 0;
    },
    down,
    close,
  };
}

describe('memberships of Entra ID', () => {
  testMemberships(subject, ['rule_managed', 'synced', 'role_assignable', 'mail_enabled', 'restricted']);
});

async function relationsSubject(): Promise<RelationsSubject> {
  const { tenant, provider, groupId, person, down, close } = await openEntraProvider();
  if (provider.relations === undefined) throw new Error('no relations');
  person('linus').accountEnabled = false;
  entraGroupByName(tenant, groups.entra.it).owners.clear();
  return {
    relations: provider.relations,
    groupId: groupId(groups.entra.it),
    members: [person('bob').id, person('ada').id, person('alan').id],
    asleep: person('linus').id,
    own: (id, ownerIds) => {
      const { owners } = tenant.groups.get(id)!;
      owners.clear();
      // Graph refuses groups as owners.
      for (const owner of ownerIds) if (tenant.users.has(owner)) owners.add(owner);
    },
    owningGroup: { id: groupId(groups.entra.twin), members: [] },
    setManager: (id, managerId) => updateUser(tenant, id, { managerId }),
    deleteAccount: (id) => deleteUser(tenant, id),
    nobody: { groupId: nobody, accountId: nobody },
    down,
    close,
  };
}

describe('relations of Entra ID', () => {
  testRelations(relationsSubject);
});

describe('obstacles', () => {
  it('are none for a group that is filled by hand', async () => {
    expect(await connect().obstacle(vpn().id)).toBeNull();
  });

  it.each([
    ['rule_managed', 'user.userType', () => groupNamed(groups.entra.dynamic)],
    ['synced', 'Active Directory', () => groupNamed(groups.entra.synced)],
    ['role_assignable', 'Global Administrator', () => groupNamed(groups.entra.tierZero)],
    ['mail_enabled', 'mail-enabled security', () => Object.assign(vpn(), { mailEnabled: true })],
    [
      'mail_enabled',
      'distribution',
      () => Object.assign(vpn(), { mailEnabled: true, securityEnabled: false }),
    ],
    ['restricted', 'restricted', () => Object.assign(vpn(), { isManagementRestricted: true })],
  ])('are told as %s, with %s in words, and the change is refused likewise', async (kind, word, find) => {
    const { id } = find();
    const obstacle = await connect().obstacle(id);

    expect(obstacle).toMatchObject({ kind, why: expect.stringContaining(word) });
    await expect(connect().add(id, person('grace').id)).rejects.toMatchObject({
      code: 'GROUP_NOT_WRITABLE',
      next: obstacle?.why,
    });
    await expect(addUntil(id, person('grace').id, inAnHour())).rejects.toMatchObject({
      code: 'GROUP_NOT_WRITABLE',
    });
    expect(entra.tenant.pim.onboarded.size).toBe(0);
  });

  it('a Microsoft 365 group has mail and may be changed', async () => {
    Object.assign(vpn(), { mailEnabled: true, groupTypes: ['Unified'] });

    expect(await connect().obstacle(vpn().id)).toBeNull();
  });

  it.each([nobody, 'VPN Users', '../users'])('of %s: there is no such group', async (id) => {
    await expect(connect().obstacle(id)).rejects.toMatchObject({ code: 'GROUP_UNKNOWN' });
  });
});

describe('a membership', () => {
  it('is given and taken, twice without complaint, and named in the audit log as done by the actor', async () => {
    const { memberships } = await wired();
    const [group, account] = [vpn().id, person('grace').id];
    for (const wanted of [true, true, false, false]) {
      await (wanted ? memberships.add(group, account) : memberships.remove(group, account));
      expect(await memberships.has(group, account)).toBe(wanted);
    }
    const moves = entra.tenant.changes.filter((change) => change.kind === 'member');

    expect(moves.slice(-2)).toMatchObject([
      { removed: false, by: { displayName: 'Lockstep actor' } },
      { removed: true, by: { displayName: 'Lockstep actor' } },
    ]);
    expect(moves.filter(({ memberId, groupId }) => memberId === account && groupId === group)).toHaveLength(
      2,
    );
  });

  it('by way of another group is none', async () => {
    const outer = groupNamed(groups.entra.nesting);

    expect(await connect().has(outer.id, person('bob').id)).toBe(false);
    expect(await connect().has(groupNamed(groups.entra.it).id, person('bob').id)).toBe(true);
  });

  it('of a person in more groups than fit a page is found', async () => {
    const grace = person('grace').id;
    const groupIds = [...entra.tenant.groups.values()].filter(({ members }) => members.has(grace));
    expect(groupIds.length).toBeGreaterThan(1);
    entra.faults.add({ path: /memberOf/, times: 1, fault: { kind: 'empty_page' } });

    expect(await connect().has(groupIds.at(-1)?.id ?? '', grace)).toBe(true);
  });

  it('is taken by an address that can delete nobody', async () => {
    expect(memberReference(vpn().id, person('grace').id)).toBe(
      `/groups/${vpn().id}/members/${person('grace').id}/$ref`,
    );
    expect(() => memberReference(vpn().id, '')).toThrow();
    expect(() => memberReference(vpn().id, `${person('grace').id}?`)).toThrow();
    // Even an identity that may delete people deletes none.
    for (const client of entra.tenant.clients.values())
      client.roles = [...client.roles, 'User.ReadWrite.All'];
    await connect().remove(groupNamed(groups.entra.it).id, person('bob').id);

    expect(person('bob').accountEnabled).toBe(true);
    expect(groupNamed(groups.entra.it).members.has(person('bob').id)).toBe(false);
  });

  it('of a group or an account that is gone is taken already, and cannot be given', async () => {
    const grace = person('grace').id;
    await expect(connect().add(nobody, grace)).rejects.toMatchObject({ code: 'GROUP_UNKNOWN' });
    await expect(connect().add(vpn().id, nobody)).rejects.toMatchObject({ code: 'ACCOUNT_UNKNOWN' });
    const group = vpn().id;
    deleteUser(entra.tenant, grace);
    await connect().remove(group, grace);
    deleteGroup(entra.tenant, group);
    await connect().remove(group, person('ada').id);

    expect(await connect().has(group, grace)).toBe(false);
  });

  it('is given to an account that is so new that Graph does not see it at once', async () => {
    const message =
      'The source resource object or one of the objects being referenced do not exist. Ensure the source or referenced object exists before applying.';
    refuseOnce(400, 'Request_BadRequest', message, 2);
    await connect().add(vpn().id, person('grace').id);

    expect(vpn().members.has(person('grace').id)).toBe(true);
    entra.faults.clear();
    entra.faults.add({
      path: /members/,
      fault: { kind: 'status', status: 400, body: { error: { code: 'Request_BadRequest', message } } },
    });
    await expect(connect().add(vpn().id, person('tim').id)).rejects.toMatchObject({
      code: 'PROVIDER_UNAVAILABLE',
    });
  });

  it('that Graph names missing while it is there is no success', async () => {
    refuseOnce(404, 'Request_ResourceNotFound', `Resource '${vpn().id}' does not exist`);

    await expect(connect().remove(vpn().id, person('hedy').id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('that Exchange keeps is refused with what Graph says', async () => {
    refuseOnce(400, 'Request_BadRequest', 'This object originated within an external service.');

    await expect(connect().remove(vpn().id, person('hedy').id)).rejects.toMatchObject({
      code: 'GROUP_NOT_WRITABLE',
      next: expect.stringContaining('external service'),
    });
  });

  it('needs a permission that the watcher does not have, and says which', async () => {
    const { watcher } = configOf(entra);

    await expect(connect(watcher).add(vpn().id, person('grace').id)).rejects.toMatchObject({
      code: 'NOT_PERMITTED',
      message: expect.stringContaining('GroupMember.ReadWrite.All'),
    });
  });

  it('that Graph took shows late, or never', async () => {
    const [group, grace, tim] = [vpn().id, person('grace').id, person('tim').id];
    entra.tenant.consistency.staleReads = 2;
    await connect().add(group, grace);
    // A second try finds what was accepted.
    await connect().add(group, grace);
    expect(await connect().has(group, grace)).toBe(false);
    expect(await connect().has(group, grace)).toBe(false);
    expect(await connect().has(group, grace)).toBe(true);
    entra.tenant.consistency.pretends = true;
    await connect().add(group, tim);
    await connect().remove(group, grace);
    for (const _ of [1, 2, 3, 4]) expect(await connect().has(group, tim)).toBe(false);

    expect(await connect().has(group, grace)).toBe(true);
  });
});

describe('a membership with an end', () => {
  const kept = () => entra.tenant.pim.assignments;

  it('is kept by PIM, and goes by itself', async () => {
    const { memberships } = await wired();
    const [group, grace, end] = [vpn().id, person('grace').id, inAnHour()];
    await memberships.addUntil?.(group, grace, end, 'OPS-1');
    expect(await memberships.has(group, grace)).toBe(true);
    expect(kept()).toMatchObject([{ groupId: group, principalId: grace, endDateTime: end.toISOString() }]);
    for (const each of kept()) each.endDateTime = new Date(Date.now() - 1).toISOString();

    expect(await memberships.has(group, grace)).toBe(false);
  });

  it('is moved to another end, and ended early with nothing left of it', async () => {
    const [group, grace, later] = [vpn().id, person('grace').id, new Date(Date.now() + 2 * hour)];
    await addUntil(group, grace, inAnHour());
    await addUntil(group, grace, later);
    expect(kept()).toMatchObject([{ endDateTime: later.toISOString() }]);
    await connect().remove(group, grace);

    expect(kept()).toEqual([]);
    expect(await connect().has(group, grace)).toBe(false);
  });

  it('is given once by a try that landed and looked as if it had not', async () => {
    const [group, grace] = [vpn().id, person('grace').id];
    await addUntil(group, grace, inAnHour());
    const end = new Date(Date.now() + 2 * hour);
    // PIM's list lags: it names nothing yet, and so does the directory.
    const empty = { kind: 'status', status: 200, body: { value: [] } } as const;
    entra.faults.add({ path: /assignmentScheduleInstances/, times: 1, fault: empty });
    entra.faults.add({ path: /memberOf/, times: 1, fault: empty });
    await addUntil(group, grace, end);

    expect(kept()).toMatchObject([{ endDateTime: end.toISOString() }]);
  });

  it('is not laid over one that has no end', async () => {
    await expect(addUntil(vpn().id, person('hedy').id, inAnHour())).rejects.toMatchObject({
      code: 'HELD_ALREADY',
    });
    expect(vpn().members.has(person('hedy').id)).toBe(true);
  });

  it('is refused for longer than the policy of the group allows, by the name of the rule', async () => {
    entra.tenant.pim.longestMs.set(vpn().id, hour / 2);

    await expect(addUntil(vpn().id, person('grace').id, inAnHour())).rejects.toMatchObject({
      code: 'PIM_RULE_REFUSED',
      message: expect.stringContaining('ExpirationRule'),
    });
  });

  it.each(['Failed', 'Revoked', 'PendingApproval'])(
    'is not believed when PIM answers 201 and says %s',
    async (status) => {
      const body = { id: 'r1', status };
      entra.faults.add({ path: /ScheduleRequests/, fault: { kind: 'status', status: 201, body } });

      await expect(addUntil(vpn().id, person('grace').id, inAnHour())).rejects.toMatchObject({
        code: 'PIM_REFUSED',
        message: expect.stringContaining(status),
      });
    },
  );

  it('needs a licence and a permission of its own; without them a plain removal still works', async () => {
    const client = entra.tenant.clients.get(credentials.entra.actorClient);
    if (client === undefined) throw new Error('no actor');
    entra.tenant.licences.p2 = false;
    await expect(addUntil(vpn().id, person('grace').id, inAnHour())).rejects.toMatchObject({
      code: 'PIM_NOT_LICENSED',
    });
    await connect().remove(vpn().id, person('hedy').id);
    entra.tenant.licences.p2 = true;
    client.roles = client.roles.filter((role) => !role.startsWith('Privileged'));
    await expect(addUntil(vpn().id, person('grace').id, inAnHour())).rejects.toMatchObject({
      code: 'NOT_PERMITTED',
      message: expect.stringContaining('PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup'),
    });
    await connect().remove(vpn().id, person('ada').id);

    expect(vpn().members.size).toBe(0);
  });
});

describe('relations', () => {
  const relations = async (): Promise<Relations> => (await wired()).relations;
  const names = (accounts: readonly { readonly login: string }[]) => accounts.map(({ login }) => login);

  it('name the members who may sign in, and none when there are too many', async () => {
    const { id } = groupNamed(groups.entra.it);
    person('linus').accountEnabled = false;
    const { membersOf } = await relations();

    expect(names(await membersOf(id, 3)).toSorted()).toEqual([
      'ada@acme.test',
      'alan@acme.test',
      'bob@acme.test',
    ]);
    await expect(membersOf(id, 2)).rejects.toMatchObject({ code: 'GROUP_TOO_LARGE' });
    await expect(membersOf(nobody, 2)).rejects.toMatchObject({ code: 'GROUP_UNKNOWN' });
    // A group inside is no person.
    expect(await membersOf(groupNamed(groups.entra.nesting).id, 2)).toEqual([]);
  });

  it('name owners and managers', async () => {
    const { ownersOf, managerOf } = await relations();

    expect(names(await ownersOf(groupNamed(groups.entra.it).id))).toEqual(['ada@acme.test']);
    expect(await ownersOf(vpn().id)).toEqual([]);
    expect(await managerOf(person('vint').id)).toMatchObject({ login: 'frances@acme.test' });
    // A manager who may not sign in any more answers for nobody.
    expect(await managerOf(person('hedy').id)).toBeNull();
    expect(await managerOf(person('ada').id)).toBeNull();
  });

  it('name nobody when the answer is cut off', async () => {
    entra.faults.add({ path: /members|owners|manager/, fault: { kind: 'truncated' } });
    const { membersOf, ownersOf, managerOf } = await relations();

    await expect(membersOf(vpn().id, 9)).rejects.toMatchObject({ code: 'EVIDENCE_INCOMPLETE' });
    await expect(ownersOf(vpn().id)).rejects.toMatchObject({ code: 'EVIDENCE_INCOMPLETE' });
    await expect(managerOf(person('vint').id)).rejects.toMatchObject({ code: 'EVIDENCE_INCOMPLETE' });
  });
});
