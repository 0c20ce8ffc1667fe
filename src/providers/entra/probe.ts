import type { Clock } from '../../lib/clock.ts';
import { OperatorError, reasonOf } from '../../lib/operator-error.ts';
import type { Probe } from '../provider.ts';
import type { TokenSource } from './credential.ts';
import { grantedRoles } from './granted-roles.ts';
import type { Graph } from './graph.ts';

/** Application permissions of reading, each with what is off without it. */
const needed: readonly (readonly [string, string])[] = [
  ['User.Read.All', 'everything about people'],
  ['GroupMember.Read.All', 'groups, roles in Lockstep'],
  ['RoleManagement.Read.Directory', 'the admin and break-glass checks'],
  ['Policy.Read.All', 'the Conditional Access checks'],
  ['AuditLog.Read.All', 'the audit log, second factors of everybody, last sign-ins'],
  ['ProvisioningLog.Read.All', 'provisioning failures of single people and groups, and their checks'],
  ['Synchronization.Read.All', 'the state of provisioning jobs, and their checks'],
  [
    'Application.Read.All',
    'finding provisioning jobs; the ends of secrets and certificates, our own included',
  ],
  ['UserAuthenticationMethod.Read.All', 'second factors of administrators and break-glass accounts'],
  ['Organization.Read.All', 'the state of the tenant, and the check of its synchronisation'],
  ['OnPremDirectorySynchronization.Read.All', 'the check of the guard against mass deletions'],
  ['Domain.Read.All', 'the checks of break-glass domains and federation certificates'],
  ['AccessReview.Read.All', 'the check of automations'],
  ['LifecycleWorkflows.Read.All', 'the check of automations'],
];

export async function probeEntra(graph: Graph, token: TokenSource, clock: Clock): Promise<Probe> {
  try {
    const granted = grantedRoles(await token());
    await reach(graph);
    const date = graph.lastDate();
    return {
      reachable: true,
      authenticated: true,
      permissions: needed.map(([name, feature]) => ({
        name,
        feature,
        granted: granted?.includes(name) ?? null,
      })),
      headroom: [],
      ...(date === null ? {} : { clockSkewMs: date.getTime() - clock.now().getTime() }),
    };
  } catch (error) {
    const code = error instanceof OperatorError ? error.code : 'UNEXPECTED';
    const next = error instanceof OperatorError ? error.next : 'Try again.';
    const reachable = code !== 'PROVIDER_UNAVAILABLE' && code !== 'EVIDENCE_INCOMPLETE';
    return {
      reachable,
      authenticated: false,
      permissions: [],
      headroom: [],
      problem: { code, what: reasonOf(error), next },
    };
  }
}

/** Being refused is being reached: which permission is missing is said below. */
async function reach(graph: Graph): Promise<void> {
  try {
    await graph.get('/organization?$select=id');
  } catch (error) {
    if (!(error instanceof OperatorError && error.code === 'NOT_PERMITTED')) throw error;
  }
}
