import { randomUUID } from 'node:crypto';
import { noteLate } from './okta-lag.ts';
import { store } from './okta-log.ts';
import type { OktaLogEvent, OktaTenant, OktaUser } from './okta-tenant.ts';

/** False when it was in already: Okta answers 204 all the same, and writes no event. */
export function addMember(tenant: OktaTenant, groupId: string, userId: string, by?: Doer): boolean {
  const members = membersOf(tenant, groupId);
  if (members.has(userId)) return false;
  members.add(userId);
  noteLate(tenant, { groupId, userId, added: true });
  touchMembership(tenant, { groupId, userId, by }, 'group.user_membership.add');
  return true;
}

/** A removal by hand from a group that a rule fills puts the person on the rule's exclusion list (Okta support, group rules). */
export function removeMember(tenant: OktaTenant, groupId: string, userId: string, by?: Doer): boolean {
  if (!membersOf(tenant, groupId).delete(userId)) return false;
  noteLate(tenant, { groupId, userId, added: false });
  for (const rule of tenant.groupRules.values()) {
    if (rule.status === 'ACTIVE' && rule.groupIds.includes(groupId)) rule.excludedUsers.push(userId);
  }
  touchMembership(tenant, { groupId, userId, by }, 'group.user_membership.remove');
  return true;
}

export function updateUser(
  tenant: OktaTenant,
  id: string,
  change: Partial<Omit<OktaUser, 'id' | 'profile'>> & { profile?: Partial<OktaUser['profile']> },
): void {
  const user = tenant.users.get(id);
  if (user === undefined) throw new Error(`no Okta user ${id}`);
  const { profile, ...rest } = change;
  const now = new Date().toISOString();
  Object.assign(user.profile, profile);
  if (rest.status !== undefined && rest.status !== user.status) user.statusChanged = now;
  Object.assign(user, { lastUpdated: now, ...rest });
}

/** Okta forgets a deleted user altogether; only the log and the changed groups tell. */
export function deleteUser(tenant: OktaTenant, id: string): void {
  for (const [groupId, members] of tenant.memberships) {
    const group = tenant.groups.get(groupId);
    if (members.delete(id) && group !== undefined) group.lastMembershipUpdated = new Date().toISOString();
  }
  tenant.users.delete(id);
  tenant.userRoles.delete(id);
  tenant.factors.delete(id);
  tenant.blocks.delete(id);
}

/** Writes an event, which the System Log stores as its habits are; `published` may be given late, as Okta does. */
export function writeLog(
  tenant: OktaTenant,
  eventType: string,
  fields: Readonly<Record<string, unknown>> = {},
): OktaLogEvent {
  const event: OktaLogEvent = {
    uuid: randomUUID(),
    published: new Date().toISOString(),
    eventType,
    version: '0',
    severity: 'INFO',
    displayMessage: eventType,
    legacyEventType: null,
    actor: {
      id: 'unknown',
      type: 'SystemPrincipal',
      alternateId: 'system@okta.com',
      displayName: 'Okta System',
      detailEntry: null,
    },
    client: {
      userAgent: null,
      zone: 'null',
      device: null,
      id: null,
      ipAddress: null,
      geographicalContext: null,
    },
    authenticationContext: { externalSessionId: 'unknown', authenticationStep: 0 },
    outcome: { result: 'SUCCESS', reason: null },
    securityContext: { asNumber: null, asOrg: null, isp: null, domain: null, isProxy: null },
    debugContext: { debugData: {} },
    transaction: { type: 'WEB', id: randomUUID(), detail: {} },
    request: { ipChain: [] },
    target: null,
    ...fields,
  };
  store(tenant, event, Date.now());
  return event;
}

interface Moved {
  readonly groupId: string;
  readonly userId: string;
  /** Nobody: Okta itself did it. */
  readonly by: Doer | undefined;
}

function touchMembership(tenant: OktaTenant, { groupId, userId, by }: Moved, eventType: string): void {
  const group = tenant.groups.get(groupId);
  const user = tenant.users.get(userId);
  if (group === undefined || user === undefined) return;
  group.lastMembershipUpdated = new Date().toISOString();
  writeLog(tenant, eventType, {
    ...(by === undefined ? {} : wordsOf(by)),
    target: [
      partyOf(user),
      { id: groupId, type: 'UserGroup', alternateId: 'unknown', displayName: group.name, detailEntry: null },
    ],
    debugContext: { debugData: { requestUri: `/api/v1/groups/${groupId}/users/${userId}` } },
  });
}

export interface Party {
  readonly id: string;
  readonly type: string;
  readonly alternateId: string;
  readonly displayName: string;
  readonly detailEntry: null;
}

/** Who did something, as the System Log names them. */
export interface Doer {
  readonly actor: Party;
  /** The API token it was done with. */
  readonly tokenId?: string;
}

export function wordsOf({ actor, tokenId }: Doer): Readonly<Record<string, unknown>> {
  if (tokenId === undefined) return { actor };
  const detail = { requestApiTokenId: tokenId };
  return { actor, transaction: { type: 'WEB', id: randomUUID(), detail } };
}

/** A person as the System Log names them, as actor or as target. */
export function partyOf({ id, profile }: OktaUser): Party {
  const displayName = `${profile.firstName} ${profile.lastName}`;
  return { id, type: 'User', alternateId: profile.login, displayName, detailEntry: null };
}

function membersOf(tenant: OktaTenant, groupId: string): Set<string> {
  const members = tenant.memberships.get(groupId);
  if (members === undefined) throw new Error(`no Okta group ${groupId}`);
  return members;
}
