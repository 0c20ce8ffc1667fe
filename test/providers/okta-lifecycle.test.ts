import { describe, expect, it } from 'vitest';
import { breakGlass, cast, credentials, groups } from '../../sandbox/tenant/cast.ts';
import { addMember, updateUser } from '../../sandbox/tenant/okta-changes.ts';
import { finishDeactivations } from '../../sandbox/tenant/okta-deactivation.ts';
import { oktaGroupByName } from '../../sandbox/tenant/okta-groups.ts';
import { oktaUserByLogin } from '../../sandbox/tenant/okta-people.ts';
import type { OktaTenant, OktaUser } from '../../sandbox/tenant/okta-tenant.ts';
import type { OktaIdentity } from '../../src/config/config.ts';
import type { Lifecycle, Provider } from '../../src/providers/provider.ts';
import { type LifecycleSubject, testLifecycle } from '../support/lifecycle-conformance.ts';
import { failureOf } from '../support/memberships-conformance.ts';
import { nobody, openOkta } from './okta-connection.ts';

const write = /^\/api\/v1\/users\/[^/]+\/(lifecycle|sessions)/;
const states = { SUSPENDED: 'suspended', DEPROVISIONED: 'deactivated' } as const;

function lifecycleOf({ lifecycle }: Provider): Lifecycle {
  if (lifecycle === undefined) throw new Error('Okta has no lifecycle');
  return lifecycle;
}

function isTopAdmin(org: OktaTenant, { id }: OktaUser): boolean {
  return (org.userRoles.get(id) ?? []).some(({ type }) => type === 'SUPER_ADMIN');
}

async function connect(): Promise<LifecycleSubject> {
  const { okta, org, provider, close } = await openOkta();
  const vpn = oktaGroupByName(org, groups.okta.vpn);
  const { id: accountId } = oktaUserByLogin(org, cast.vint.email);
  const topAdmin = oktaUserByLogin(org, cast.alan.email).id;
  addMember(org, vpn.id, accountId);
  const fault = okta.faults.add;
  const refusal = { errorCode: 'E0000006', errorSummary: 'You do not have permission' };
  return {
    lifecycle: lifecycleOf(provider),
    accountId,
    login: cast.vint.email,
    group: { id: vpn.id, name: vpn.name },
    nobody: nobody.accountId,
    topAdmin,
    disarmOthers: () => {
      for (const user of org.users.values())
        if (user.id !== topAdmin && isTopAdmin(org, user)) updateUser(org, user.id, { status: 'SUSPENDED' });
      org.groupRoles.clear();
    },
    ownAlone: (id) => {
      org.owners.set(vpn.id, new Set([id]));
      return vpn.name;
    },
    stateAtVendor: (id) => states[org.users.get(id)?.status as keyof typeof states] ?? 'active',
    writes: () => okta.requests().filter((line) => write.test(line.split(' ')[1] ?? '')).length,
    failWrites: (times, carriedOut) => {
      fault({ path: write, times, fault: { kind: carriedOut ? 'lost' : 'html', status: 503 } });
    },
    forbid: () => {
      Object.assign(org.clients.get(credentials.okta.actorClient)!, { scopes: ['okta.groups.manage'] });
    },
    pretend: () => void fault({ path: write, fault: { kind: 'status', status: 200, body: {} } }),
    hide: () => {
      const fields = { kind: 'status', status: 403, body: refusal } as const;
      fault({ path: /\/(roles|owners|api-tokens|apps|iam|rules)\b/, fault: fields });
    },
    down: () => void fault({ path: /^\/api/, fault: { kind: 'status', status: 503 } }),
    close,
  };
}

describe('lifecycle of Okta', () => {
  testLifecycle(connect);
});

const open = async () => {
  const { provider, org, ...rest } = await openOkta();
  const { id } = oktaUserByLogin(org, cast.grace.email);
  return { ...rest, org, id, user: org.users.get(id)!, lifecycle: lifecycleOf(provider), provider };
};

describe('suspending', () => {
  it.each(['LOCKED_OUT', 'PASSWORD_EXPIRED', 'RECOVERY', 'STAGED', 'PROVISIONED'] as const)(
    'is refused from %s, and the next step is to deactivate, which works',
    async (status) => {
      const { id, user, lifecycle, close } = await open();
      user.status = status;
      const failure = await failureOf(lifecycle.carryOut('suspend', id));

      expect(failure.code).toBe('STATE_UNFIT');
      expect(failure.next).toMatch(/Deactivate it directly/);
      expect(await lifecycle.state(id)).toBe('active');
      await lifecycle.carryOut('deactivate', id);
      expect(user.status).toBe('DEPROVISIONED');
      await close();
    },
  );

  it('leaves alone what is deactivated already', async () => {
    const { id, user, lifecycle, close } = await open();
    user.status = 'DEPROVISIONED';

    expect(await lifecycle.carryOut('suspend', id)).toContain('deactivated already');
    expect(user.status).toBe('DEPROVISIONED');
    await close();
  });

  it('says that the account left the state between the look and the act', async () => {
    const { id, okta, lifecycle, close } = await open();
    const body = { errorCode: 'E0000001', errorSummary: 'Api validation failed: suspendUser' };
    okta.faults.add({ path: /lifecycle\/suspend/, fault: { kind: 'status', status: 400, body } });

    expect((await failureOf(lifecycle.carryOut('suspend', id))).code).toBe('STATE_UNFIT');
    await close();
  });
});

describe('deactivating', () => {
  it('writes no e-mail, and is under way until Okta is through', async () => {
    const { id, okta, org, lifecycle, close } = await open();
    org.deactivations.lateMs = Number.POSITIVE_INFINITY;
    await lifecycle.carryOut('deactivate', id);

    expect(okta.requests()).toContain(`POST /api/v1/users/${id}/lifecycle/deactivate?sendEmail=false`);
    expect(await lifecycle.state(id)).toBe('transitioning');
    expect(await lifecycle.carryOut('deactivate', id)).toContain('already');
    expect(await lifecycle.carryOut('suspend', id)).toContain('already');
    expect((await failureOf(lifecycle.carryOut('restore', id))).code).toBe('STATE_UNFIT');

    finishDeactivations(org);
    expect(await lifecycle.state(id)).toBe('deactivated');
    await close();
  });

  it.each([
    [404, 'E0000007'],
    [403, 'E0000038'],
  ])(
    'takes %s %s for done where the account is deactivated, and for a failure where it is not',
    async (status, errorCode) => {
      const { id, okta, lifecycle, close } = await open();
      const fault = { kind: 'status', status, body: { errorCode, errorSummary: 'no' } } as const;
      const takeBack = okta.faults.add({ path: /lifecycle\/deactivate/, fault });
      expect((await failureOf(lifecycle.carryOut('deactivate', id))).code).toMatch(
        /STATE_UNFIT|NOT_PERMITTED/,
      );

      takeBack();
      // Somebody else is quicker: done, and its answer is lost; the second try is refused.
      okta.faults.add({ path: /lifecycle\/deactivate/, times: 1, fault: { kind: 'lost', status } });
      await lifecycle.carryOut('deactivate', id);
      expect(await lifecycle.state(id)).toBe('deactivated');
      await close();
    },
  );
});

describe('ending sessions', () => {
  it('ends refresh tokens and remembered devices as well, by id', async () => {
    const { id, okta, lifecycle, close } = await open();
    await lifecycle.carryOut('end-sessions', id);

    expect(okta.requests()).toContain(
      `DELETE /api/v1/users/${id}/sessions?oauthTokens=true&forgetDevices=true`,
    );
    await close();
  });
});

describe('restoring', () => {
  it('brings a deactivated account back without an e-mail, and tells nobody the link that sets the password', async () => {
    const { id, user, okta, lifecycle, close } = await open();
    await lifecycle.carryOut('deactivate', id);
    const said = await lifecycle.carryOut('restore', id);

    expect(okta.requests()).toContain(`POST /api/v1/users/${id}/lifecycle/activate?sendEmail=false`);
    expect(user.status).toBe('PROVISIONED');
    expect(said).toMatch(/new password/);
    expect(said).not.toMatch(/https?:|welcome|token/i);
    await close();
  });

  it('does not activate an account that was never in use', async () => {
    const { id, user, lifecycle, close } = await open();
    user.status = 'STAGED';

    expect((await failureOf(lifecycle.carryOut('restore', id))).code).toBe('STATE_UNFIT');
    expect(user.status).toBe('STAGED');
    await close();
  });
});

describe('who is protected', () => {
  it.each(['watcher', 'actor'] as const)('is the owner of the API token of the %s', async (which) => {
    const identities: Record<string, OktaIdentity> = {
      [which]: { kind: 'token', token: credentials.okta[`${which}Token`] },
    };
    const { org, provider, close } = await openOkta(identities);
    const lifecycle = lifecycleOf(provider);
    const { id, status } = oktaUserByLogin(org, cast.barbara.email);

    expect((await lifecycle.impact(id)).protectedBecause).toContain('token');
    for (const step of ['suspend', 'deactivate'] as const)
      expect((await failureOf(lifecycle.carryOut(step, id))).code).toBe('ACCOUNT_PROTECTED');
    expect([status, org.users.get(id)?.status]).toEqual(['ACTIVE', 'ACTIVE']);
    await close();
  });

  it('is not a super administrator as such, who is named as one', async () => {
    const { org, lifecycle, close } = await open();
    const impact = await lifecycle.impact(oktaUserByLogin(org, cast.ada.email).id);

    expect(impact.protectedBecause).toBeNull();
    expect(impact.adminRoles).toContain('Super Administrator');
    await close();
  });
});

describe('the impact', () => {
  it('names apps, tokens and roles held through a group, and what is no group by hand', async () => {
    const { org, lifecycle, close } = await open();
    const { id } = oktaUserByLogin(org, cast.radia.email);
    const [app] = [...org.apps.values()].filter((each) => org.integrations.appUsers.has(each.id));
    const [model] = org.integrations.appUsers.get(app!.id)!;
    org.integrations.appUsers.get(app!.id)!.push({ ...model!, id });
    org.apiTokens.set('00mine', { id: '00T1', name: 'nightly export', userId: id, scopes: [] });
    const impact = await lifecycle.impact(id);

    expect(impact.apps).toEqual([app!.label]);
    expect(impact.apiTokens).toEqual(['nightly export']);
    expect(impact.adminRoles).toEqual([`Super Administrator (through ${groups.okta.platformAdmins})`]);
    expect(impact.synced).toBe(true);
    const manual = Object.fromEntries(impact.groups.map(({ name, manual }) => [name, manual]));
    expect(manual).toMatchObject({ [groups.okta.platformAdmins]: false, [groups.okta.everyone]: false });
    const words = lifecycle.byHand(impact).join('\n');
    for (const part of ['nightly export', app!.label, 'mastered elsewhere', 'Super Administrator'])
      expect(words).toContain(part);
    await close();
  });

  it('counts a super administrator through a group as another one, and one who may not sign in as none', async () => {
    const { org, lifecycle, close } = await open();
    const alan = oktaUserByLogin(org, cast.alan.email).id;
    for (const user of org.users.values())
      if (user.id !== alan && isTopAdmin(org, user)) updateUser(org, user.id, { status: 'LOCKED_OUT' });
    // Radia holds the role through a group only.
    expect((await lifecycle.impact(alan)).lastAdmin).toBe(false);

    updateUser(org, oktaUserByLogin(org, cast.radia.email).id, { status: 'SUSPENDED' });
    expect((await lifecycle.impact(alan)).lastAdmin).toBe(true);
    await close();
  });

  it('does not count somebody who holds the role through a group as their own successor', async () => {
    const { org, lifecycle, close } = await open();
    const radia = oktaUserByLogin(org, cast.radia.email).id;
    for (const user of org.users.values())
      if (user.id !== radia && isTopAdmin(org, user)) updateUser(org, user.id, { status: 'SUSPENDED' });

    expect((await lifecycle.impact(radia)).lastAdmin).toBe(true);
    await close();
  });

  it('counts a break-glass account as another super administrator', async () => {
    const { org, lifecycle, close } = await open();
    const bg1 = oktaUserByLogin(org, breakGlass.okta.bg1).id;
    const alan = oktaUserByLogin(org, cast.alan.email).id;
    org.groupRoles.clear();
    for (const user of org.users.values()) if (![alan, bg1].includes(user.id)) org.userRoles.delete(user.id);

    expect((await lifecycle.impact(alan)).lastAdmin).toBe(false);
    await close();
  });

  it('does not take somebody in very many groups for the last super administrator while there is another one', async () => {
    const { org, id, lifecycle, close } = await open();
    const vpn = oktaGroupByName(org, groups.okta.vpn);
    for (let n = 0; n < 201; n++) {
      const groupId = `00gmany${String(n).padStart(13, '0')}`;
      org.groups.set(groupId, { ...vpn, id: groupId });
      org.memberships.set(groupId, new Set([id]));
    }
    const impact = await lifecycle.impact(id);

    expect(impact.lastAdmin).toBe(false);
    expect(impact.groups.length).toBeGreaterThan(200);
    expect(impact.unread.map((line) => line.split(':')[0])).toEqual([
      'administrator roles',
      'owners of groups',
    ]);
    await close();
  });

  it('fails as a whole where it cannot be known whose token Lockstep uses', async () => {
    const watcher = { kind: 'token', token: credentials.okta.watcherToken } as const;
    const { okta, org, provider, close } = await openOkta({ watcher });
    okta.faults.add({ path: /users\/me$/, fault: { kind: 'status', status: 403, body: {} } });
    const { id } = oktaUserByLogin(org, cast.grace.email);

    expect((await failureOf(lifecycleOf(provider).impact(id))).code).toBe('NOT_PERMITTED');
    expect((await failureOf(lifecycleOf(provider).carryOut('suspend', id))).code).toBe('NOT_PERMITTED');
    expect(org.users.get(id)?.status).toBe('ACTIVE');
    await close();
  });
});

describe('the probe', () => {
  const permissionsOf = async ({ probe }: Provider) =>
    Object.fromEntries((await probe()).permissions.map((each) => [each.name, each]));

  it('knows what the acting app was granted', async () => {
    const { org, provider, close } = await open();
    const client = org.clients.get(credentials.okta.actorClient)!;
    client.scopes = ['okta.groups.manage'];

    expect(await permissionsOf(provider)).toMatchObject({
      'okta.groups.manage': { granted: true },
      'okta.users.manage': { granted: false, feature: expect.stringContaining('suspending') },
    });
    await close();
  });

  it('takes a watcher that only reads for a choice', async () => {
    const { provider, close } = await openOkta({ actor: null });

    expect((await permissionsOf(provider))['okta.groups.manage']).toMatchObject({
      granted: false,
      optional: true,
    });
    await close();
  });

  it('does not call Okta unreachable because the acting identity is refused, and says that it is', async () => {
    const { provider, close } = await openOkta({ actor: { kind: 'token', token: 'nonsense' } });
    const { authenticated, permissions } = await provider.probe();

    expect(authenticated).toBe(true);
    expect(permissions.find(({ name }) => name === 'okta.users.manage')).toMatchObject({
      granted: false,
      feature: expect.stringMatching(/acting identity: Okta refused the token/),
    });
    await close();
  });
});
