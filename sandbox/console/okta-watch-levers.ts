import { randomUUID } from 'node:crypto';
import { breakGlass, cast } from '../tenant/cast.ts';
import { addMember, removeMember, writeLog } from '../tenant/okta-changes.ts';
import type { OktaTenant, OktaUser } from '../tenant/okta-tenant.ts';
import type { Lever } from './lever.ts';

/** What the watch should notice at Okta: each writes the System Log as Okta does. */
export function oktaWatchLevers(tenant: OktaTenant): readonly Lever[] {
  return [massRemoval(tenant), deadScimKey(tenant), factorReset(tenant), policyOff(tenant)];
}

/** The two apps that are provisioned over SCIM. */
const scimApps = [
  { id: '0oaAtlassianCloudScim1', label: 'Atlassian Cloud' },
  { id: '0oaMiroProvisioning01', label: 'Miro' },
] as const;
const PEOPLE = 8;

function massRemoval(tenant: OktaTenant): Lever {
  const removed: { readonly groupId: string; readonly userId: string }[] = [];
  return {
    id: 'okta-mass-removal',
    side: 'okta',
    title: 'Empty a group',
    what: 'Alan Turing removes everybody from the largest group that is filled by hand.',
    apply: () => {
      const { id, name } = largestGroup(tenant);
      const people = [...(tenant.memberships.get(id) ?? [])].filter(
        (userId) => !isBreakGlass(tenant, userId),
      );
      for (const userId of people) {
        removeMember(tenant, id, userId, alan(tenant));
        removed.push({ groupId: id, userId });
      }
      return `${people.length} people are no longer in ${name}`;
    },
    undo: () => {
      const back = removed.splice(0);
      for (const { groupId, userId } of back) addMember(tenant, groupId, userId, alan(tenant));
      return `${back.length} people are back`;
    },
  };
}

function isBreakGlass(tenant: OktaTenant, userId: string): boolean {
  return Object.values<string>(breakGlass.okta).includes(tenant.users.get(userId)?.profile.login ?? '');
}

/** Groups without a rule and without a role, so that nobody becomes an administrator by playing. */
function largestGroup(tenant: OktaTenant) {
  const ruled = new Set([...tenant.groupRules.values()].flatMap(({ groupIds }) => groupIds));
  const free = [...tenant.groups.values()].filter(
    ({ id, type }) => type === 'OKTA_GROUP' && !ruled.has(id) && !tenant.groupRoles.has(id),
  );
  const size = (id: string): number => tenant.memberships.get(id)?.size ?? 0;
  const [largest] = free.toSorted((a, b) => size(b.id) - size(a.id));
  if (largest === undefined) throw new Error('Okta has no group');
  return largest;
}

function deadScimKey(tenant: OktaTenant): Lever {
  return {
    id: 'okta-dead-key',
    side: 'okta',
    title: 'A SCIM key dies over two apps',
    what: 'Atlassian Cloud and Miro refuse the key of the proxy before them: eight people fail in each.',
    apply: () => {
      for (const app of scimApps) {
        note(tenant, app, 'application.integration.authentication_failure', {
          outcome: {
            result: 'FAILURE',
            reason: 'Unauthorized. Errors reported by remote server: Invalid token',
          },
          legacyEventType: 'app.api.error.auth',
        });
        for (const user of someUsers(tenant)) pushed(tenant, app, user, 'FAILURE');
      }
      return `${PEOPLE} people fail in each of ${scimApps.map(({ label }) => label).join(' and ')}`;
    },
    undo: () => {
      for (const app of scimApps) for (const user of someUsers(tenant)) pushed(tenant, app, user, 'SUCCESS');
      return 'the key was renewed and everybody was pushed again';
    },
  };
}

type App = (typeof scimApps)[number];

/** A push tells why it failed; the sync event of the same transaction does not (System Log, provisioning). */
function pushed(tenant: OktaTenant, app: App, user: OktaUser, result: 'SUCCESS' | 'FAILURE'): void {
  const failed = result === 'FAILURE';
  const transaction = { type: 'JOB', id: `puj${randomUUID().slice(0, 8)}`, detail: {} };
  const target = [appUser(user), instance(app), person(user)];
  const severity = failed ? 'ERROR' : 'INFO';
  writeLog(tenant, 'application.provision.user.push', {
    actor: system,
    transaction,
    target,
    severity,
    legacyEventType: failed ? 'app.api.error.create_user' : 'app.user_management.push_new_user',
    outcome: {
      result,
      reason: failed ? 'Unauthorized. Errors reported by remote server: Invalid token' : null,
    },
  });
  writeLog(tenant, 'application.provision.user.sync', {
    actor: system,
    transaction,
    target,
    severity,
    legacyEventType: failed
      ? 'app.user_management.provision_user_failed'
      : 'app.user_management.provision_user',
    outcome: { result, reason: null },
  });
}

function note(tenant: OktaTenant, app: App, eventType: string, fields: object): void {
  writeLog(tenant, eventType, { actor: system, severity: 'ERROR', target: [instance(app)], ...fields });
}

function factorReset(tenant: OktaTenant): Lever {
  return {
    id: 'okta-factor-reset',
    side: 'okta',
    title: "Reset an admin's factors",
    what: 'Alan Turing resets every factor of Ada Lovelace.',
    apply: () => {
      const ada = named(tenant, cast.ada.email);
      const outcome = { result: 'SUCCESS', reason: 'User reset all factors' };
      writeLog(tenant, 'user.mfa.factor.reset_all', { actor: alan(tenant), target: [person(ada)], outcome });
      return `every factor of ${ada.profile.login} was reset`;
    },
  };
}

function policyOff(tenant: OktaTenant): Lever {
  const off: string[] = [];
  const switchTo = (id: string, status: 'ACTIVE' | 'INACTIVE'): string => {
    const policy = tenant.policies.get(id);
    if (policy === undefined) throw new Error(`no policy ${id}`);
    policy.status = status;
    const verb = status === 'ACTIVE' ? 'activate' : 'deactivate';
    writeLog(tenant, `policy.lifecycle.${verb}`, {
      actor: alan(tenant),
      target: [
        { id, type: 'PolicyEntity', alternateId: 'unknown', displayName: policy.name, detailEntry: null },
      ],
    });
    return `${policy.name} is ${status === 'ACTIVE' ? 'on' : 'off'}`;
  };
  return {
    id: 'okta-policy-off',
    side: 'okta',
    title: 'Switch a sign-on policy off',
    what: 'Alan Turing deactivates a policy.',
    apply: () => {
      const policy = [...tenant.policies.values()].find(
        ({ status, system }) => status === 'ACTIVE' && !system,
      );
      if (policy === undefined) return 'no policy is left that could be switched off';
      off.push(policy.id);
      return switchTo(policy.id, 'INACTIVE');
    },
    undo: () =>
      off
        .splice(0)
        .map((id) => switchTo(id, 'ACTIVE'))
        .join(', ') || 'nothing was off',
  };
}

const system = {
  id: 'okta.system',
  type: 'SystemPrincipal',
  alternateId: 'system@okta.com',
  displayName: 'Okta System',
  detailEntry: null,
};

function alan(tenant: OktaTenant): object {
  return person(named(tenant, cast.alan.email));
}

function person({ id, profile }: OktaUser): object {
  const displayName = `${profile.firstName} ${profile.lastName}`;
  return { id, type: 'User', alternateId: profile.login, displayName, detailEntry: null };
}

function appUser({ id, profile }: OktaUser): object {
  const displayName = `${profile.firstName} ${profile.lastName}`;
  return {
    id: `0ua${id.slice(3)}`,
    type: 'AppUser',
    alternateId: profile.login,
    displayName,
    detailEntry: null,
  };
}

function instance({ id, label }: App): object {
  return { id, type: 'AppInstance', alternateId: label, displayName: label, detailEntry: null };
}

function someUsers(tenant: OktaTenant): readonly OktaUser[] {
  return [...tenant.users.values()].filter(({ status }) => status === 'ACTIVE').slice(20, 20 + PEOPLE);
}

function named(tenant: OktaTenant, login: string): OktaUser {
  const user = [...tenant.users.values()].find(({ profile }) => profile.login === login);
  if (user === undefined) throw new Error(`Okta has no account ${login}`);
  return user;
}
