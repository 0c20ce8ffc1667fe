import { randomUUID } from 'node:crypto';
import { breakGlass, cast, groups } from '../tenant/cast.ts';
import { addMember, removeMember } from '../tenant/entra-changes.ts';
import { entraGroupByName } from '../tenant/entra-groups.ts';
import { deadKey, type EntraJob, pauseJob, runCycle, startJob } from '../tenant/entra-jobs.ts';
import { type EntraActor, noteAudit, noteProvisioning } from '../tenant/entra-logs.ts';
import type { EntraTenant, EntraUser } from '../tenant/entra-tenant.ts';
import type { Lever } from './lever.ts';

/** What the watch should notice: each writes the log as Entra ID does. */
export function entraWatchLevers(tenant: EntraTenant): readonly Lever[] {
  return [
    massRemoval(tenant),
    deadScimKey(tenant),
    pausedJob(tenant),
    breakGlassSignIn(tenant),
    policyOff(tenant),
    federated(tenant),
    adminPass(tenant),
    lateLog(tenant),
  ];
}

function massRemoval(tenant: EntraTenant): Lever {
  const removed: { readonly groupId: string; readonly id: string }[] = [];
  return {
    id: 'entra-mass-removal',
    side: 'entra',
    title: 'Remove 30 people from a group',
    what: 'Alan Turing removes thirty people from the group of Jira users.',
    apply: () => {
      const group = entraGroupByName(tenant, groups.entra.jira);
      const people = [...group.members].filter((id) => tenant.users.has(id)).slice(0, 30);
      for (const id of people) {
        removeMember(tenant, group.id, id, alan(tenant));
        removed.push({ groupId: group.id, id });
      }
      return `${people.length} people are no longer in ${group.displayName}`;
    },
    undo: () => {
      const back = removed.splice(0);
      for (const { groupId, id } of back) addMember(tenant, groupId, id, alan(tenant));
      return `${back.length} people are back`;
    },
  };
}

function deadScimKey(tenant: EntraTenant): Lever {
  return {
    id: 'entra-dead-key',
    side: 'entra',
    title: 'A SCIM key dies',
    what: 'The key of Atlassian Cloud is refused: five people fail and the job goes into quarantine.',
    apply: () => {
      const { job, servicePrincipalId } = firstJob(tenant);
      job.credentials = 'dead';
      runCycle(job);
      const error = { code: deadKey.code, reason: deadKey.message, action: 'Update the secret token.' };
      const cycleId = randomUUID();
      for (const { id, displayName } of [...tenant.users.values()].slice(0, 5)) {
        const identity = { id, displayName, type: 'User' } as const;
        const done = { servicePrincipalId, jobId: job.id, cycleId, identity, error };
        noteProvisioning(tenant, { ...done, action: 'update', status: 'failure' });
      }
      return 'the job of Atlassian Cloud is in quarantine';
    },
    undo: () => {
      const { job, servicePrincipalId } = firstJob(tenant);
      job.credentials = 'good';
      runCycle(job);
      for (const { id, displayName } of [...tenant.users.values()].slice(0, 5)) {
        const identity = { id, displayName, type: 'User' } as const;
        noteProvisioning(tenant, {
          servicePrincipalId,
          jobId: job.id,
          identity,
          action: 'update',
          status: 'success',
        });
      }
      return 'the key was renewed and a cycle has succeeded';
    },
  };
}

function firstJob({ jobs }: EntraTenant): { readonly servicePrincipalId: string; readonly job: EntraJob } {
  for (const [servicePrincipalId, [job]] of jobs) if (job !== undefined) return { servicePrincipalId, job };
  throw new Error('Entra has no provisioning job');
}

function pausedJob(tenant: EntraTenant): Lever {
  const jobId = () => [...tenant.jobs.values()].flat().at(-1);
  return {
    id: 'entra-paused-job',
    side: 'entra',
    title: 'Pause a provisioning job',
    what: 'Alan Turing switches provisioning into Slack off.',
    apply: () => {
      const job = jobId();
      if (job !== undefined) pauseJob(job);
      note(tenant, { activity: 'Disable/pause provisioning configuration', id: job?.id ?? '' });
      return 'provisioning into Slack is paused';
    },
    undo: () => {
      const job = jobId();
      if (job !== undefined) startJob(job);
      note(tenant, { activity: 'Enable/start provisioning configuration', id: job?.id ?? '' });
      return 'provisioning into Slack runs again';
    },
  };
}

function note(
  tenant: EntraTenant,
  { activity, id }: { readonly activity: string; readonly id: string },
): void {
  const targets = [{ id, type: 'ServicePrincipal', displayName: 'Slack' }];
  const service = 'Account Provisioning';
  noteAudit(tenant, { activity, category: 'ProvisioningManagement', service, by: alan(tenant), targets });
}

function breakGlassSignIn(tenant: EntraTenant): Lever {
  return {
    id: 'entra-break-glass-sign-in',
    side: 'entra',
    title: 'Sign in with a break-glass account',
    what: 'Somebody fails once and then signs in with the first break-glass account.',
    apply: () => {
      const { id: userId, userPrincipalName } = named(tenant, breakGlass.entra.bg1);
      for (const errorCode of [50126, 0]) {
        tenant.signIns.push({
          id: randomUUID(),
          userId,
          userPrincipalName,
          createdDateTime: new Date().toISOString(),
          errorCode,
          appDisplayName: 'Azure Portal',
        });
      }
      return `${userPrincipalName} has signed in`;
    },
  };
}

function policyOff(tenant: EntraTenant): Lever {
  const off: string[] = [];
  const switchTo = (id: string, state: 'enabled' | 'disabled'): string => {
    const policy = tenant.conditionalAccess.get(id);
    if (policy === undefined) throw new Error(`no policy ${id}`);
    const { displayName } = policy;
    const before = { id, displayName, state: policy.state };
    policy.state = state;
    const property = { displayName: 'ConditionalAccessPolicy', before, after: { ...before, state } };
    noteAudit(tenant, {
      activity: 'Update conditional access policy',
      category: 'Policy',
      service: 'Conditional Access',
      by: alan(tenant),
      targets: [{ id, type: 'Policy', displayName, properties: [property] }],
    });
    return `${displayName} is ${state}`;
  };
  return {
    id: 'entra-policy-disabled',
    side: 'entra',
    title: 'Disable a Conditional Access policy',
    what: 'Alan Turing disables the first policy that is enabled.',
    apply: () => {
      const policy = [...tenant.conditionalAccess.values()].find(({ state }) => state === 'enabled');
      if (policy === undefined) return 'no policy is enabled';
      off.push(policy.id);
      return switchTo(policy.id, 'disabled');
    },
    undo: () =>
      off
        .splice(0)
        .map((id) => switchTo(id, 'enabled'))
        .join(', '),
  };
}

function federated(tenant: EntraTenant): Lever {
  const change = (authenticationType: 'Managed' | 'Federated'): string => {
    const domain = tenant.domains.find(({ isInitial }) => !isInitial);
    if (domain === undefined) throw new Error('Entra has one domain only');
    const properties = [
      { displayName: 'LiveType', before: [domain.authenticationType], after: [authenticationType] },
    ];
    domain.authenticationType = authenticationType;
    // Domains have no id, and the row does not name the issuer.
    noteAudit(tenant, {
      activity: 'Set domain authentication',
      category: 'DirectoryManagement',
      by: alan(tenant),
      targets: [{ id: null, type: 'Domain', displayName: domain.id, properties }],
    });
    return `${domain.id} is ${authenticationType.toLowerCase()}`;
  };
  return {
    id: 'entra-federation',
    side: 'entra',
    title: 'Federate the domain',
    what: 'Sign-ins of the company’s domain go to another identity provider.',
    apply: () => change('Federated'),
    undo: () => change('Managed'),
  };
}

function adminPass(tenant: EntraTenant): Lever {
  return {
    id: 'entra-temporary-pass',
    side: 'entra',
    title: 'Issue a Temporary Access Pass to an admin',
    what: 'Alan Turing makes a Temporary Access Pass for Edsger Dijkstra, a Global Administrator.',
    apply: () => {
      const { id, userPrincipalName } = named(tenant, cast.edsger.email);
      const properties = [
        { displayName: 'TemporaryAccessPass', after: { isUsableOnce: true, lifetime: 60 } },
      ];
      noteAudit(tenant, {
        activity: 'Admin registered security info',
        category: 'UserManagement',
        service: 'Authentication Methods',
        by: alan(tenant),
        reason: 'Admin registered temporary access pass method for user',
        targets: [{ id, type: 'User', userPrincipalName, properties }],
      });
      return `${userPrincipalName} has a Temporary Access Pass`;
    },
  };
}

function lateLog(tenant: EntraTenant): Lever {
  return {
    id: 'entra-late-log',
    side: 'entra',
    title: 'The audit log goes late',
    what: 'Rows show two minutes after they happened, and every row so far shows again.',
    apply: () => {
      tenant.auditLateness.ms = 120_000;
      tenant.audits.push(...tenant.audits.slice());
      return 'the audit log is two minutes late';
    },
    undo: () => {
      tenant.auditLateness.ms = 0;
      return 'the audit log is in time again';
    },
  };
}

export function alan(tenant: EntraTenant): EntraActor {
  const { id, userPrincipalName } = named(tenant, cast.alan.email);
  return { kind: 'user', id, userPrincipalName };
}

function named(tenant: EntraTenant, login: string): EntraUser {
  const user = [...tenant.users.values()].find(({ userPrincipalName }) => userPrincipalName === login);
  if (user === undefined) throw new Error(`Entra has no account ${login}`);
  return user;
}
