import { describe, expect, it } from 'vitest';
import { oktaWriteLevers } from '../../sandbox/console/okta-write-levers.ts';
import { cast, credentials, groups } from '../../sandbox/tenant/cast.ts';
import { addMember, deleteUser, removeMember } from '../../sandbox/tenant/okta-changes.ts';
import { oktaGroupByName } from '../../sandbox/tenant/okta-groups.ts';
import { catchUp } from '../../sandbox/tenant/okta-lag.ts';
import { oktaUserByLogin } from '../../sandbox/tenant/okta-people.ts';
import type { Memberships, Provider } from '../../src/providers/provider.ts';
import { failureOf, type MembershipsSubject, testMemberships } from '../support/memberships-conformance.ts';
import { nobody, openOkta } from './okta-connection.ts';

const membership = /^\/api\/v1\/groups\/[^/]+\/users\/[^/]+$/;

function membershipsOf({ memberships }: Provider): Memberships {
  if (memberships === undefined) throw new Error('Okta has no memberships');
  return memberships;
}

async function connect(): Promise<MembershipsSubject> {
  const { okta, org, provider, close } = await openOkta();
  const id = (name: string) => oktaGroupByName(org, name).id;
  const fault = okta.faults.add;
  return {
    memberships: membershipsOf(provider),
    groupId: id(groups.okta.vpn),
    accountId: oktaUserByLogin(org, cast.grace.email).id,
    nobody,
    obstructed: {
      app_owned: id(groups.okta.finance),
      builtin: id(groups.okta.everyone),
      rule_managed: id(groups.okta.engineering),
      admin_role: id(groups.okta.platformAdmins),
    },
    holds: (groupId, accountId) => org.memberships.get(groupId)?.has(accountId) === true,
    writes: () => okta.requests().filter((line) => /^(PUT|DELETE) /.test(line)).length,
    deleteAccount: (accountId) => deleteUser(org, accountId),
    deleteGroup: (groupId) => {
      org.groups.delete(groupId);
      org.memberships.delete(groupId);
    },
    failWrites: (times, carriedOut) => {
      const how = { kind: carriedOut ? 'lost' : 'html', status: 503 } as const;
      fault({ path: membership, times, fault: how });
    },
    forbid: () => {
      Object.assign(org.clients.get(credentials.okta.actorClient)!, { scopes: ['okta.users.manage'] });
    },
    pretend: () => void fault({ path: membership, fault: { kind: 'status', status: 204 } }),
    lag: (on) => {
      if (on) org.lag.lateMs = Number.POSITIVE_INFINITY;
      else catchUp(org);
    },
    down: () => void fault({ path: /^\/api/, fault: { kind: 'status', status: 503 } }),
    close,
  };
}

describe('memberships of Okta', () => {
  testMemberships(connect, ['app_owned', 'builtin', 'rule_managed', 'admin_role']);
});

describe('an obstacle', () => {
  it('names the rules that fill a group, one that does not work included, and not one that is switched off', async () => {
    const { org, provider, close } = await openOkta();
    const groupId = oktaGroupByName(org, groups.okta.vpn).id;
    const memberships = membershipsOf(provider);
    const [rule] = [...org.groupRules.values()].filter(({ groupIds }) => groupIds.includes(groupId));
    expect([rule?.status, await memberships.obstacle(groupId)]).toEqual(['INACTIVE', null]);

    rule!.status = 'INVALID';
    expect((await memberships.obstacle(groupId))?.why).toContain('Old VPN rule');
    await close();
  });

  it('finds a rule on the last of many pages', async () => {
    const { org, provider, close } = await openOkta();
    const [rule] = [...org.groupRules.values()];
    for (let n = 0; n < 401; n++) org.groupRules.set(`0pr${n}`, { ...rule!, id: `0pr${n}`, groupIds: [] });
    const groupId = oktaGroupByName(org, groups.okta.production).id;
    org.groupRules.set('0prLast', { ...rule!, id: '0prLast', name: 'Last', groupIds: [groupId] });

    expect((await membershipsOf(provider).obstacle(groupId))?.why).toContain('Last');
    await close();
  });

  it('is not ruled out where the roles of a group cannot be read', async () => {
    const { org, provider, close } = await openOkta();
    const client = org.clients.get(credentials.okta.watcherClient)!;
    client.scopes = client.scopes.filter((scope) => scope !== 'okta.roles.read');

    const failure = await failureOf(
      membershipsOf(provider).obstacle(oktaGroupByName(org, groups.okta.vpn).id),
    );
    expect(failure).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(failure.next).toContain('okta.roles.read');
    await close();
  });
});

describe('a change', () => {
  it.each([groups.okta.finance, groups.okta.everyone])(
    'of %s is refused as one that nobody can make, not as a missing permission',
    async (name) => {
      const { org, provider, close } = await openOkta();
      const failure = await failureOf(
        membershipsOf(provider).add(oktaGroupByName(org, name).id, oktaUserByLogin(org, cast.grace.email).id),
      );

      expect(failure.code).toBe('GROUP_NOT_WRITABLE');
      expect(failure.message).toContain(name);
      await close();
    },
  );

  it('is made in the name of the acting app, which the System Log names', async () => {
    const { org, provider, close } = await openOkta();
    const [groupId, accountId] = [
      oktaGroupByName(org, groups.okta.vpn).id,
      oktaUserByLogin(org, cast.grace.email).id,
    ];
    await membershipsOf(provider).add(groupId, accountId);
    await membershipsOf(provider).add(groupId, accountId);

    // The second one changed nothing, and Okta writes no event of it.
    expect(org.log.map(({ eventType, actor }) => [eventType, actor])).toEqual([
      ['group.user_membership.add', expect.objectContaining({ id: credentials.okta.actorClient })],
    ]);
    await close();
  });

  it('is the watcher’s where no other identity is given, as far as it is allowed', async () => {
    const { org, provider, close } = await openOkta({ actor: null });
    const [groupId, accountId] = [
      oktaGroupByName(org, groups.okta.vpn).id,
      oktaUserByLogin(org, cast.grace.email).id,
    ];
    expect((await failureOf(membershipsOf(provider).add(groupId, accountId))).code).toBe('NOT_PERMITTED');

    const client = org.clients.get(credentials.okta.watcherClient)!;
    client.scopes = [...client.scopes, 'okta.groups.manage'];
    await membershipsOf(provider).add(groupId, accountId);
    expect(org.memberships.get(groupId)?.has(accountId)).toBe(true);
    await close();
  });

  it('that Okta does not yet know how to make is tried again', async () => {
    const { okta, org, provider, close } = await openOkta();
    const body = { errorCode: 'E0000249', errorSummary: 'Group rules are being set up' };
    okta.faults.add({ path: membership, times: 1, fault: { kind: 'status', status: 409, body } });
    const groupId = oktaGroupByName(org, groups.okta.vpn).id;
    await membershipsOf(provider).add(groupId, oktaUserByLogin(org, cast.grace.email).id);

    expect(org.memberships.get(groupId)?.has(oktaUserByLogin(org, cast.grace.email).id)).toBe(true);
    await close();
  });

  it('of a group that only the watcher sees is not taken for done', async () => {
    const { okta, org, provider, close } = await openOkta();
    const body = { errorCode: 'E0000007', errorSummary: 'Not found: Resource not found (UserGroup)' };
    okta.faults.add({ path: membership, fault: { kind: 'status', status: 404, body } });
    const [groupId, member] = [
      oktaGroupByName(org, groups.okta.vpn).id,
      oktaUserByLogin(org, cast.ada.email).id,
    ];

    expect((await failureOf(membershipsOf(provider).remove(groupId, member))).code).toBe('NOT_PERMITTED');
    expect((await failureOf(membershipsOf(provider).add(groupId, member))).code).toBe('NOT_PERMITTED');
    await close();
  });
});

describe('the levers', () => {
  it.each(['okta-lag', 'okta-pretends'])('%s makes a new member not show until it is undone', async (id) => {
    const { okta, org, provider, close } = await openOkta();
    const lever = oktaWriteLevers(org, okta.faults).find((each) => each.id === id);
    const [groupId, member] = [
      oktaGroupByName(org, groups.okta.vpn).id,
      oktaUserByLogin(org, cast.grace.email).id,
    ];
    const { add, has } = membershipsOf(provider);
    lever?.apply();
    await add(groupId, member);
    expect([await has(groupId, member), org.memberships.get(groupId)?.has(member)]).toEqual([
      false,
      id === 'okta-lag',
    ]);

    lever?.undo?.();
    await add(groupId, member);
    expect(await has(groupId, member)).toBe(true);
    await close();
  });

  it('okta-lag lets a deactivation take its time', async () => {
    const { okta, org, provider, close } = await openOkta();
    const lever = oktaWriteLevers(org, okta.faults).find(({ id }) => id === 'okta-lag');
    const { id } = oktaUserByLogin(org, cast.grace.email);
    lever?.apply();
    await provider.lifecycle?.carryOut('deactivate', id);
    expect(await provider.lifecycle?.state(id)).toBe('transitioning');

    lever?.undo?.();
    expect(await provider.lifecycle?.state(id)).toBe('deactivated');
    await close();
  });

  it('okta-pretends leaves an account as it was', async () => {
    const { okta, org, provider, close } = await openOkta();
    oktaWriteLevers(org, okta.faults)
      .find(({ id }) => id === 'okta-pretends')
      ?.apply();
    const { id } = oktaUserByLogin(org, cast.grace.email);
    await provider.lifecycle?.carryOut('suspend', id);

    expect(await provider.lifecycle?.state(id)).toBe('active');
    await close();
  });
});

describe('the stand-in', () => {
  it('excludes from a rule whom somebody takes out of the group that it fills', async () => {
    const { org, provider, close } = await openOkta();
    const [groupId, member] = [
      oktaGroupByName(org, groups.okta.engineering).id,
      oktaUserByLogin(org, cast.grace.email).id,
    ];
    await membershipsOf(provider).remove(groupId, member);

    const rule = [...org.groupRules.values()].find(({ name }) => name === 'Engineers');
    expect(rule?.excludedUsers).toEqual([member]);
    await close();
  });

  it('lists changes in the order in which they happened, however late', async () => {
    const { org, provider, close } = await openOkta();
    const [groupId, member] = [
      oktaGroupByName(org, groups.okta.vpn).id,
      oktaUserByLogin(org, cast.grace.email).id,
    ];
    org.lag.lateMs = Number.POSITIVE_INFINITY;
    addMember(org, groupId, member);
    removeMember(org, groupId, member);
    addMember(org, groupId, member);

    expect(await membershipsOf(provider).has(groupId, member)).toBe(false);
    catchUp(org);
    expect(await membershipsOf(provider).has(groupId, member)).toBe(true);
    await close();
  });
});
