import type { Clock } from '../../lib/clock.ts';
import { OperatorError, reasonOf } from '../../lib/operator-error.ts';
import type { Permission, Probe } from '../provider.ts';
import type { Answer, OktaClient } from './client.ts';
import { type ActingIdentity, probeActing } from './probe-acting.ts';

/** A cheap read for each scope, and what is off without it. */
const reads: readonly { readonly scope: string; readonly path: string; readonly feature: string }[] = [
  { scope: 'okta.users.read', path: '/api/v1/users?limit=1', feature: 'everything about people' },
  { scope: 'okta.groups.read', path: '/api/v1/groups?limit=1', feature: 'groups, roles in Lockstep' },
  {
    scope: 'okta.roles.read',
    path: '/api/v1/iam/assignees/users?limit=1',
    feature: 'the admin and break-glass checks',
  },
  {
    scope: 'okta.policies.read',
    path: '/api/v1/policies?type=OKTA_SIGN_ON&limit=1',
    feature: 'the sign-in policy checks',
  },
  {
    scope: 'okta.apps.read',
    path: '/api/v1/apps?limit=1',
    feature: 'the checks of the Admin Console, provisioning, group push and signing certificates',
  },
  {
    scope: 'okta.logs.read',
    path: '/api/v1/logs?limit=1',
    feature: 'watching for changes, and the checks of what failed',
  },
  {
    scope: 'okta.agentPools.read',
    path: '/api/v1/agentPools?limitPerPoolType=1',
    feature: 'the check of agents',
  },
  { scope: 'okta.idps.read', path: '/api/v1/idps?limit=1', feature: 'the check of federation certificates' },
  { scope: 'okta.apiTokens.read', path: '/api/v1/api-tokens', feature: 'the check of API tokens' },
];

export async function probeOkta(client: OktaClient, acting: ActingIdentity, clock: Clock): Promise<Probe> {
  const permissions: Permission[] = [];
  let clockSkewMs: number | undefined;
  let last: unknown;
  for (const { scope, path, feature } of reads) {
    try {
      clockSkewMs = skewOf(await client.get(path), clock);
      permissions.push({ name: scope, granted: true, feature });
    } catch (error) {
      const code = error instanceof OperatorError ? error.code : 'UNEXPECTED';
      last = error;
      if (
        code === 'TOKEN_REJECTED' ||
        code === 'PROVIDER_UNAVAILABLE' ||
        code === 'CLOCK_SKEW' ||
        code === 'EVIDENCE_INCOMPLETE'
      ) {
        return failed(error, code);
      }
      permissions.push({ name: scope, granted: code === 'NOT_PERMITTED' ? false : null, feature });
    }
  }
  // An address that is no org of Okta's knows none of these paths: nothing was read, and nothing refused.
  if (permissions.every(({ granted }) => granted === null))
    return failed(last, last instanceof OperatorError ? last.code : 'UNEXPECTED');
  permissions.push(...(await probeActing(acting)));
  const headroom = [...client.budget.buckets()].map(([bucket, { limit, remaining }]) => ({
    bucket,
    limit,
    remaining,
  }));
  return {
    reachable: true,
    authenticated: true,
    permissions,
    headroom,
    ...(clockSkewMs === undefined ? {} : { clockSkewMs }),
  };
}

function failed(error: unknown, code: string): Probe {
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

function skewOf({ header }: Answer, clock: Clock): number | undefined {
  const vendor = Date.parse(header('date') ?? '');
  return Number.isNaN(vendor) ? undefined : vendor - clock.now().getTime();
}
