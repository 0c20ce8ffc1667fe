import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { breakGlass, groups, guest } from '../../sandbox/tenant/cast.ts';
import { deleteUser } from '../../sandbox/tenant/entra-changes.ts';
import { entraUserByName } from '../../sandbox/tenant/entra-people.ts';
import { roleIds } from '../../sandbox/tenant/entra-roles.ts';
import type { Lifecycle } from '../../src/providers/provider.ts';
import { type LifecycleSubject, testLifecycle } from '../support/lifecycle-conformance.ts';
import { nobody, openEntraProvider } from './entra-connection.ts';

type Opened = Awaited<ReturnType<typeof openEntraProvider>>;

function lifecycleOf({ provider }: Opened): Lifecycle {
  if (provider.lifecycle === undefined) throw new Error('no lifecycle');
  return provider.lifecycle;
}

async function subject(): Promise<LifecycleSubject> {
  const opened = await openEntraProvider();
  const { entra, tenant, person, groupId, forbid, down, close } = opened;
  const it = groupId(groups.entra.it);
  const { id, userPrincipalName } = person('linus');
  return {
    lifecycle: lifecycleOf(opened),
    accountId: id,
    login: userPrincipalName,
    group: { id: it, name: groups.entra.it },
    nobody,
    topAdmin: person('alan').id,
    disarmOthers: () => {
      for (const name of ['edsger', 'margaret'] as const) person(name).accountEnabled = false;
      for (const name of Object.values(breakGlass.entra))
        entraUserByName(tenant, name).accountEnabled = false;
    },
    ownAlone: (owner) => {
      const group = tenant.groups.get(groupId(groups.entra.vpn))!;
      group.owners.add(owner);
      return group.displayName;
    },
    stateAtVendor: (account) => (tenant.users.get(account)?.accountEnabled === true ? 'active' : 'suspended'),
    writes: () => entra.requests().filter((line) => /^(PATCH|POST) .*\/users\//.test(line)).length,
    failWrites: (times, carriedOut) => {
      const how = { kind: carriedOut ? 'lost' : 'html', status: 503 } as const;
      entra.faults.add({ method: 'PATCH', path: /\/users\//, times, fault: how });
    },
    forbid: () => forbid('actor', /EnableDisable/),
    pretend: () => {
      tenant.consistency.pretends = true;
    },
    hide: () => forbid('watcher', /^(?!User\.Read\.All$)/),
    down,
    close,
  };
}

describe('lifecycle of Entra ID', () => {
  testLifecycle(subject);
});

let opened: Opened;

beforeEach(async () => {
  opened = await openEntraProvider();
});
afterEach(async () => await opened.close());

const carryOut = async (step: Parameters<Lifecycle['carryOut']>[0], id: string) =>
  await lifecycleOf(opened).carryOut(step, id);
const impactOf = async (id: string) => await lifecycleOf(opened).impact(id);

describe('a step', () => {
  it('is named in the audit log as done by the actor', async () => {
    const { id } = opened.person('grace');
    await carryOut('suspend', id);
    await carryOut('end-sessions', id);
    await carryOut('restore', id);
    const rows = opened.tenant.audits.map(({ row }) => row).slice(-3);

    expect(rows).toMatchObject([
      { activityDisplayName: 'Disable account', initiatedBy: { app: { displayName: 'Lockstep actor' } } },
      { activityDisplayName: 'Update StsRefreshTokenValidFrom Timestamp' },
      { activityDisplayName: 'Enable account' },
    ]);
    expect(opened.person('grace').sessionsValidFrom).toBeDefined();
  });

  it.each(['alan', 'margaret', 'radia', 'katherine'] as const)(
    'that Entra ID lets no application do to %s is left to a human administrator',
    async (name) => {
      await expect(carryOut('suspend', opened.person(name).id)).rejects.toMatchObject({
        code: 'PRIVILEGED_TARGET',
        next: expect.stringContaining('Global Administrator'),
      });
      expect(opened.person(name).accountEnabled).toBe(true);
    },
  );

  it('that needs a permission of its own names it', async () => {
    opened.forbid('actor', /RevokeSessions/);

    await expect(carryOut('end-sessions', opened.person('grace').id)).rejects.toMatchObject({
      code: 'NOT_PERMITTED',
      message: expect.stringContaining('User.RevokeSessions.All'),
    });
  });

  it('is not done to an account in the recycle bin, whose state is gone', async () => {
    const { id } = opened.person('grace');
    deleteUser(opened.tenant, id);

    expect(await lifecycleOf(opened).state(id)).toBe('gone');
    for (const step of ['suspend', 'end-sessions', 'restore'] as const)
      await expect(carryOut(step, id)).rejects.toMatchObject({ code: 'STATE_UNFIT' });
  });

  it('that on-premises would have to do is refused with where it is done', async () => {
    const message =
      'Unable to update the specified properties for on-premises mastered Directory Sync objects';
    const body = { error: { code: 'Request_BadRequest', message } };
    opened.entra.faults.add({ method: 'PATCH', path: /users/, fault: { kind: 'status', status: 400, body } });

    await expect(carryOut('suspend', opened.person('grace').id)).rejects.toMatchObject({
      code: 'ACCOUNT_SYNCED',
      next: expect.stringContaining('Active Directory'),
    });
  });

  it('is sent although an old read says that it is done', async () => {
    const { id } = opened.person('grace');
    await carryOut('suspend', id);
    opened.tenant.consistency.staleReads = Number.POSITIVE_INFINITY;
    await carryOut('restore', id);
    expect(await lifecycleOf(opened).state(id)).toBe('suspended');
    await carryOut('suspend', id);
    opened.tenant.consistency.staleReads = 0;

    expect(await lifecycleOf(opened).state(id)).toBe('suspended');
  });

  it('is never a deactivation', async () => {
    expect(lifecycleOf(opened).steps).toEqual(['suspend', 'end-sessions']);
  });
});

describe('the impact', () => {
  it('names roles held for good, eligible and through a group', async () => {
    expect((await impactOf(opened.person('ada').id)).adminRoles).toEqual(['Global Administrator (eligible)']);
    expect((await impactOf(opened.person('margaret').id)).adminRoles).toEqual([
      `Global Administrator (through ${groups.entra.tierZero})`,
    ]);
    expect((await impactOf(opened.person('bob').id)).adminRoles).toEqual(['Reports Reader']);
  });

  it('counts as other administrators neither one who is eligible nor one whose role ends', async () => {
    const { tenant, person } = opened;
    const kept = tenant.activeRoles.filter(
      ({ principalId, roleDefinitionId }) =>
        roleDefinitionId !== roleIds.globalAdministrator || principalId === person('alan').id,
    );
    const ending = {
      ...tenant.activeRoles[0]!,
      principalId: person('edsger').id,
      endDateTime: new Date(Date.now() + 3_600_000).toISOString(),
    };
    tenant.activeRoles.splice(0, tenant.activeRoles.length, ...kept, ending);

    expect((await impactOf(person('alan').id)).lastAdmin).toBe(true);
    expect((await impactOf(person('grace').id)).lastAdmin).toBe(false);
  });

  it('names the permission that apps and what somebody owns take, where it is missing', async () => {
    opened.forbid('watcher', /^Directory\.Read\.All$/);
    const { unread } = await impactOf(opened.person('grace').id);

    expect(unread).toHaveLength(2);
    for (const line of unread) expect(line).toContain('Directory.Read.All is missing');
  });

  it('tells groups by who fills them, and apps that come by a group', async () => {
    const { tenant, person, groupId } = opened;
    const { id } = person('frances');
    tenant.groups.get(groupId(groups.entra.jira))?.members.add(id);
    const { groups: found, apps } = await impactOf(id);
    const manual = (name: string) => found.find((group) => group.name === name)?.manual;

    expect([manual(groups.entra.jira), manual(groups.entra.dynamic), manual(groups.entra.synced)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(apps).toEqual(['Atlassian Cloud']);
  });

  it('names an application that nobody else owns, and no group that somebody else owns too', async () => {
    const { tenant, person, groupId } = opened;
    const { id } = person('grace');
    const payroll = [...tenant.applications.values()].find(
      ({ displayName }) => displayName === 'Payroll export',
    );
    tenant.applications.set(payroll!.appId, { ...payroll!, owners: new Set([id]) });
    tenant.groups.get(groupId(groups.entra.it))?.owners.add(id);

    expect((await impactOf(id)).soleOwnerOf).toEqual(['Payroll export']);
  });

  it('tells the last sign-in that succeeded, and says so where there is no licence for it', async () => {
    const { id, signInActivity } = opened.person('edsger');
    const told = new Date(signInActivity?.lastSuccessfulSignInDateTime ?? '');
    expect((await impactOf(id)).lastSignInAt).toEqual(told);
    expect((await impactOf(opened.person('tim').id)).lastSignInAt).toBeNull();
    opened.tenant.licences.p1 = false;

    expect(await impactOf(id)).toMatchObject({
      lastSignInAt: null,
      unread: [expect.stringMatching(/^last sign-in: .*licence/)],
    });
  });

  it('leaves to people what Graph cannot do', async () => {
    const { byHand } = lifecycleOf(opened);
    const radia = byHand(await impactOf(opened.person('radia').id)).join('\n');
    const partner = byHand(await impactOf(entraUserByName(opened.tenant, guest.userPrincipalName).id)).join(
      '\n',
    );
    const grace = byHand(await impactOf(opened.person('grace').id));

    expect(radia).toMatch(/^Disable the account in Active Directory first/);
    expect(radia).toContain('A human administrator');
    expect(partner).toContain('home tenant');
    expect(grace.filter((line) => /Active Directory|human|guest/.test(line))).toEqual([]);
    expect(grace.join('\n')).toContain('up to an hour');
  });
});
