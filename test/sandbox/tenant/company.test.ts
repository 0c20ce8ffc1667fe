import { describe, expect, it } from 'vitest';
import { breakGlass, cast, groups, guest } from '../../../sandbox/tenant/cast.ts';
import { createCompany } from '../../../sandbox/tenant/company.ts';
import * as entraChanges from '../../../sandbox/tenant/entra-changes.ts';
import { entraGroupByName } from '../../../sandbox/tenant/entra-groups.ts';
import { entraUserByName } from '../../../sandbox/tenant/entra-people.ts';
import { roleIds } from '../../../sandbox/tenant/entra-roles.ts';
import * as oktaChanges from '../../../sandbox/tenant/okta-changes.ts';
import { oktaGroupByName } from '../../../sandbox/tenant/okta-groups.ts';
import { oktaUserByLogin } from '../../../sandbox/tenant/okta-people.ts';

const now = Date.parse('2026-11-24T12:00:00Z');

describe('the company', () => {
  it('is the same for the same seed and another for another', () => {
    const ids = (seed: number) => [...createCompany({ seed, now }).okta.users.keys()];
    expect(ids(7)).toEqual(ids(7));
    expect(ids(7)).not.toEqual(ids(8));
  });

  it('has 120 people in Okta, 80 in Entra and four break-glass accounts', () => {
    const { okta, entra } = createCompany({ now });
    const emergency = new Set<string>([
      ...Object.values(breakGlass.okta),
      ...Object.values(breakGlass.entra),
    ]);
    const people = [...okta.users.values()].filter(
      ({ profile }) => !emergency.has(profile.login) && profile.email !== null,
    );
    expect(people).toHaveLength(120);
    expect(entra.users.size - 2).toBe(80);
    expect(emergency.size).toBe(4);
  });

  it('has seven Okta super admins, counted once each over both ways of holding the role', () => {
    const { okta } = createCompany({ now });
    const holders = new Set<string>();
    for (const [id, roles] of okta.userRoles)
      if (roles.some(({ type }) => type === 'SUPER_ADMIN')) holders.add(id);
    for (const [id, roles] of okta.groupRoles) {
      if (roles.some(({ type }) => type === 'SUPER_ADMIN'))
        for (const member of okta.memberships.get(id) ?? []) holders.add(member);
    }
    expect(holders.size).toBe(7);
  });

  it('has six Global Administrators, active, eligible and through a group', () => {
    const { entra } = createCompany({ now });
    const held = [...entra.activeRoles, ...entra.eligibleRoles].filter(
      ({ roleDefinitionId }) => roleDefinitionId === roleIds.globalAdministrator,
    );
    const people = held.flatMap(({ principalId }) => [
      ...(entra.groups.get(principalId)?.members ?? [principalId]),
    ]);
    expect(new Set(people).size).toBe(6);
  });

  it('gives the guest a privileged role and the disabled admin no row in the report', () => {
    const { entra } = createCompany({ now });
    const gus = entraUserByName(entra, guest.userPrincipalName);
    const donald = entraUserByName(entra, cast.donald.email);
    expect(gus.userType).toBe('Guest');
    expect(entra.activeRoles.some(({ principalId }) => principalId === gus.id)).toBe(true);
    expect(donald.accountEnabled).toBe(false);
    expect(entra.registrationDetails.has(donald.id)).toBe(false);
  });

  it('keeps logins and ids apart even where two people share one address', () => {
    const { okta, people } = createCompany({ now });
    const kims = [...okta.users.values()].filter(({ profile }) => profile.email === cast.kim1.email);
    expect(kims.map(({ profile }) => profile.login)).toHaveLength(2);
    expect(new Set(kims.map(({ profile }) => profile.login)).size).toBe(2);
    expect(new Set(people.map(({ slackId }) => slackId)).size).toBe(people.length);
    expect(new Set(okta.users.keys()).size).toBe(okta.users.size);
  });

  it('grows to the size a benchmark asks for', () => {
    const { okta, entra } = createCompany({ people: 5000, groups: 100, membershipsPerPerson: 5, now });
    expect(okta.users.size).toBe(5003);
    expect(entra.users.size).toBe(5002);
    expect(new Set(okta.users.keys()).size).toBe(5003);
    let memberships = 0;
    for (const members of okta.memberships.values()) memberships += members.size;
    expect(memberships).toBeGreaterThan(25_000);
  });
});

describe('changes', () => {
  it('in Okta touch the group, write the log once and say nothing when nothing changed', () => {
    const { okta } = createCompany({ now });
    const group = oktaGroupByName(okta, groups.okta.vpn);
    const { id } = oktaUserByLogin(okta, cast.grace.email);
    const before = group.lastMembershipUpdated;
    expect(oktaChanges.addMember(okta, group.id, id)).toBe(true);
    expect(oktaChanges.addMember(okta, group.id, id)).toBe(false);
    expect(group.lastMembershipUpdated > before).toBe(true);
    expect(okta.log.map(({ eventType }) => eventType)).toEqual(['group.user_membership.add']);
  });

  it('in Okta exclude a person taken out of a rule-filled group by hand', () => {
    const { okta } = createCompany({ now });
    const group = oktaGroupByName(okta, groups.okta.engineering);
    const { id } = oktaUserByLogin(okta, cast.grace.email);
    oktaChanges.removeMember(okta, group.id, id);
    const rule = [...okta.groupRules.values()].find(({ groupIds }) => groupIds.includes(group.id));
    expect(rule?.excludedUsers).toEqual([id]);
  });

  it('in Entra are all in the change log, deletions with the memberships they end', () => {
    const { entra } = createCompany({ now });
    const group = entraGroupByName(entra, groups.entra.it);
    const { id } = entraUserByName(entra, cast.bob.email);
    entraChanges.updateUser(entra, id, { displayName: 'Robert' });
    entraChanges.deleteUser(entra, id);
    expect(entra.changes[0]).toEqual({ kind: 'user', id });
    expect(entra.changes).toContainEqual({ kind: 'member', groupId: group.id, memberId: id, removed: true });
    expect(entra.changes.at(-1)).toEqual({ kind: 'user', id, removed: 'changed' });
    expect(entra.deletedUsers.has(id)).toBe(true);
    expect(group.members.has(id)).toBe(false);
  });
});
