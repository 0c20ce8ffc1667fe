import { cast, groups } from '../tenant/cast.ts';
import { addMember, partyOf, removeMember, writeLog } from '../tenant/okta-changes.ts';
import { oktaGroupByName } from '../tenant/okta-groups.ts';
import { storeInTime } from '../tenant/okta-log.ts';
import { provisionedApps, pushUser, refuseKey } from '../tenant/okta-provisioning.ts';
import { refuseMapping } from '../tenant/okta-push.ts';
import type { OktaTenant, OktaUser } from '../tenant/okta-tenant.ts';
import type { Lever } from './lever.ts';

/** What the watch should notice: each writes the System Log as Okta does. */
export function oktaWatchLevers(tenant: OktaTenant): readonly Lever[] {
  return [
    massRemoval(tenant),
    deadScimKey(tenant),
    brokenPush(tenant),
    factorReset(tenant),
    newAdmin(tenant),
    policyOff(tenant),
    agentLost(tenant),
    unsteadyLog(tenant),
    silentLog(tenant),
    lostPlace(tenant),
  ];
}

function massRemoval(tenant: OktaTenant): Lever {
  const removed: { readonly groupId: string; readonly id: string }[] = [];
  return {
    id: 'okta-mass-removal',
    side: 'okta',
    title: 'Remove 30 people from a group',
    what: 'Alan Turing removes thirty people from the group of Jira users.',
    apply: () => {
      const group = oktaGroupByName(tenant, groups.okta.jira);
      const people = [...(tenant.memberships.get(group.id) ?? [])].slice(0, 30);
      for (const id of people) {
        removeMember(tenant, group.id, id, { actor: partyOf(alan(tenant)) });
        removed.push({ groupId: group.id, id });
      }
      return `${people.length} people are no longer in ${group.name}`;
    },
    undo: () => {
      const back = removed.splice(0);
      for (const { groupId, id } of back) addMember(tenant, groupId, id, { actor: partyOf(alan(tenant)) });
      return `${back.length} people are back`;
    },
  };
}

const unauthorized = 'Unauthorized. Errors reported by remote server: The SCIM API key has expired.';

function deadScimKey(tenant: OktaTenant): Lever {
  const push = (refused: string | null) => {
    for (const app of provisionedApps(tenant)) {
      if (refused !== null) refuseKey(tenant, app);
      for (const user of people(tenant).slice(0, 5)) pushUser(tenant, { app, user, refused });
    }
  };
  return {
    id: 'okta-dead-key',
    side: 'okta',
    title: 'A SCIM key dies over two apps',
    what: 'The key that Atlassian Cloud and Miro share is refused: five people fail in each.',
    apply: () => {
      push(unauthorized);
      return 'Atlassian Cloud and Miro refuse the key';
    },
    undo: () => {
      push(null);
      return 'the key was renewed and both applications take people again';
    },
  };
}

function brokenPush(tenant: OktaTenant): Lever {
  const pushed = () => {
    for (const [appId, mappings] of tenant.integrations.pushMappings) {
      const mapping = mappings.find(({ status }) => status !== 'ERROR') ?? mappings[0];
      if (mapping !== undefined) return { appId, mapping };
    }
    throw new Error('no group is pushed');
  };
  return {
    id: 'okta-push-broken',
    side: 'okta',
    title: 'Break a group push',
    what: 'Atlassian refuses one push of a group for good; the next one would work.',
    apply: () => {
      const broken = pushed();
      refuseMapping(tenant, { ...broken, because: 'Errors reported by remote server: Service Unavailable' });
      return `${tenant.groups.get(broken.mapping.sourceGroupId)?.name} is no longer pushed`;
    },
  };
}

function factorReset(tenant: OktaTenant): Lever {
  return {
    id: 'okta-factor-reset',
    side: 'okta',
    title: 'Reset all factors of an admin',
    what: 'Alan Turing resets every factor of Ada Lovelace.',
    apply: () => {
      const user = named(tenant, cast.ada.email);
      writeLog(tenant, 'user.mfa.factor.reset_all', {
        actor: partyOf(alan(tenant)),
        outcome: { result: 'SUCCESS', reason: 'User reset all factors' },
        target: [partyOf(user)],
      });
      return `the factors of ${user.profile.login} are reset`;
    },
  };
}

/** A grant tells every privilege that the person then has; a revocation comes only with the last one (event catalogue). */
function newAdmin(tenant: OktaTenant): Lever {
  const role = 'Super administrator';
  const tell = (verb: 'grant' | 'revoke') => {
    const user = named(tenant, cast.grace.email);
    const debugData = verb === 'grant' ? { privilegeGranted: role } : { privilegeRevoked: role };
    writeLog(tenant, `user.account.privilege.${verb}`, {
      actor: partyOf(alan(tenant)),
      debugContext: { debugData },
      target: [partyOf(user)],
    });
    return user;
  };
  return {
    id: 'okta-super-admin',
    side: 'okta',
    title: 'Make somebody a super administrator',
    what: 'Alan Turing grants the role to Grace Hopper.',
    apply: () => {
      const { id, profile } = tell('grant');
      const now = new Date().toISOString();
      const given = {
        id: grantId,
        type: 'SUPER_ADMIN',
        label: role,
        created: now,
        lastUpdated: now,
      } as const;
      const roles = tenant.userRoles.get(id) ?? [];
      tenant.userRoles.set(id, [...roles, { ...given, status: 'ACTIVE', assignmentType: 'USER' }]);
      return `${profile.login} is a super administrator`;
    },
    undo: () => {
      const { id, profile } = tell('revoke');
      const left = (tenant.userRoles.get(id) ?? []).filter((each) => each.id !== grantId);
      if (left.length > 0) tenant.userRoles.set(id, left);
      else tenant.userRoles.delete(id);
      return `${profile.login} is no super administrator`;
    },
  };
}

const grantId = 'JBCUsandboxgrant0000';

function policyOff(tenant: OktaTenant): Lever {
  const off: string[] = [];
  const turn = (id: string, status: 'ACTIVE' | 'INACTIVE'): string => {
    const policy = tenant.policies.get(id);
    if (policy === undefined) throw new Error(`no policy ${id}`);
    policy.status = status;
    writeLog(tenant, `policy.lifecycle.${status === 'ACTIVE' ? 'activate' : 'deactivate'}`, {
      actor: partyOf(alan(tenant)),
      target: [
        { id, type: 'PolicyEntity', alternateId: 'unknown', displayName: policy.name, detailEntry: null },
      ],
    });
    return `${policy.name} is ${status}`;
  };
  return {
    id: 'okta-policy-deactivated',
    side: 'okta',
    title: 'Deactivate a policy',
    what: 'Alan Turing deactivates the first policy that Okta did not make itself.',
    apply: () => {
      const policy = [...tenant.policies.values()].find(
        ({ status, system }) => status === 'ACTIVE' && !system,
      );
      if (policy === undefined) return 'no policy is active';
      off.push(policy.id);
      return turn(policy.id, 'INACTIVE');
    },
    undo: () =>
      off
        .splice(0)
        .map((id) => turn(id, 'ACTIVE'))
        .join(', '),
  };
}

function agentLost(tenant: OktaTenant): Lever {
  const target = [
    {
      id: 'a53sandboxagent00000',
      type: 'AGENT',
      alternateId: 'unknown',
      displayName: 'ldap-1',
      detailEntry: null,
    },
  ];
  return {
    id: 'okta-agent-lost',
    side: 'okta',
    title: 'Disconnect the LDAP agent',
    what: 'The agent that answers for the LDAP directory is no longer connected.',
    apply: () => {
      writeLog(tenant, 'system.agent.ldap.disconnect', { target });
      return 'ldap-1 is disconnected';
    },
    undo: () => {
      writeLog(tenant, 'system.agent.ldap.reconnect', { target });
      return 'ldap-1 is connected again';
    },
  };
}

function unsteadyLog(tenant: OktaTenant): Lever {
  return {
    id: 'okta-late-log',
    side: 'okta',
    title: 'The System Log goes late',
    what: 'Every other event shows two minutes late, so that later ones overtake it, and each shows twice.',
    apply: () => {
      Object.assign(tenant.logHabits, { lateMs: 120_000, twice: true });
      return 'the System Log is late, out of order and tells everything twice';
    },
    undo: () => {
      storeInTime(tenant, Date.now());
      return 'the System Log is in time again';
    },
  };
}

function silentLog(tenant: OktaTenant): Lever {
  return {
    id: 'okta-silent-log',
    side: 'okta',
    title: 'The System Log goes silent',
    what: 'Okta answers, and nothing new is in its log.',
    apply: () => {
      tenant.logHabits.silent = true;
      return 'the System Log is silent';
    },
    undo: () => {
      storeInTime(tenant, Date.now());
      return 'the System Log tells what it held back';
    },
  };
}

function lostPlace(tenant: OktaTenant): Lever {
  return {
    id: 'okta-lost-place',
    side: 'okta',
    title: 'Okta forgets where the log was read',
    what: 'Every link into the System Log that was given out so far is refused.',
    apply: () => {
      tenant.logEpoch += 1;
      return 'links into the System Log are refused';
    },
  };
}

function alan(tenant: OktaTenant): OktaUser {
  return named(tenant, cast.alan.email);
}

function people(tenant: OktaTenant): OktaUser[] {
  return [...tenant.users.values()].filter(({ status }) => status === 'ACTIVE');
}

function named(tenant: OktaTenant, login: string): OktaUser {
  const user = [...tenant.users.values()].find(({ profile }) => profile.login === login);
  if (user === undefined) throw new Error(`Okta has no account ${login}`);
  return user;
}
