import { Hono } from 'hono';
import { type Listening, listen } from '../lib/listen.ts';
import type { StandInOptions } from '../stand-in.ts';
import type { Company } from '../tenant/company.ts';
import type { EntraTenant } from '../tenant/entra-tenant.ts';
import { createAccessTokens } from './access-token.ts';
import { applicationEndpoints } from './applications.ts';
import { auditLogEndpoints } from './audit-logs.ts';
import { createAuditTrail } from './audit-trail.ts';
import { serveAuthority } from './authority.ts';
import { changeMemberEndpoints } from './change-members.ts';
import { changeUserEndpoints } from './change-users.ts';
import { createDeltas } from './delta.ts';
import type { Endpoint, Shared } from './endpoint.ts';
import { governanceEndpoints } from './governance.ts';
import { serveGraph, type World } from './graph.ts';
import { type DeltaPage, groupDelta } from './group-delta.ts';
import { groupEndpoints } from './groups.ts';
import { jobActionEndpoints } from './job-actions.ts';
import { jobEndpoints } from './jobs.ts';
import { createListings } from './listing.ts';
import { membershipEndpoints } from './memberships.ts';
import { methodEndpoints } from './methods.ts';
import { organizationEndpoints } from './organization.ts';
import { pimEndpoints } from './pim.ts';
import { policyEndpoints } from './policies.ts';
import { relationEndpoints } from './relations.ts';
import { createReplica } from './replica.ts';
import { roleEndpoints } from './roles.ts';
import { subscriptionEndpoints } from './subscription-endpoints.ts';
import { createSubscriptions, type Subscriptions } from './subscriptions.ts';
import { createThrottle } from './throttle.ts';
import { graphPaging } from './token-links.ts';
import { userDelta } from './user-delta.ts';
import { userEndpoints } from './users.ts';

export interface EntraOptions extends StandInOptions {
  /** Size of a page of groups/delta. */
  readonly groupDeltaPage?: DeltaPage;
  /** Size of a page of users/delta. */
  readonly userDeltaPage?: number;
  /** Largest page of the audit, sign-in and provisioning logs. */
  readonly logPage?: number;
}

export interface EntraStandIn extends Listening {
  /** What stands in for login.microsoftonline.com; the same origin as Graph's. */
  readonly authorityUrl: string;
  readonly tenant: EntraTenant;
  /** Every delta and page token so far is lost: 400 syncStateNotFound, or 410 with the address to begin anew. */
  readonly expireDelta: (how?: 'lost' | 'gone') => void;
  /** Whether a membership was accepted, though no read may tell of it yet. */
  readonly holds: (groupId: string, accountId: string) => boolean;
  /** Change notifications: delivered by themselves soon, or now. */
  readonly subscriptions: Pick<Subscriptions, 'deliver' | 'askReauthorization' | 'all' | 'drop'>;
}

/** Microsoft Graph v1.0 and its token authority on loopback: strict about tokens, app roles, parameters and limits. */
export async function startEntra(company: Company, options: EntraOptions = {}): Promise<EntraStandIn> {
  const tenant = company.entra;
  const now = () => Date.now() + (options.clockSkewMs ?? 0);
  const shared: Shared = {
    listings: createListings(),
    deltas: createDeltas(now),
    audits: createAuditTrail(tenant, now),
    replica: createReplica(tenant),
    now,
    subscriptions: createSubscriptions(tenant, now),
  };
  const world: World = {
    tenant,
    shared,
    tokens: createAccessTokens(tenant, now),
    throttle: createThrottle(options.limits === true, tenant, now),
    faults: () => standIn.faults,
  };
  const app = new Hono();
  serveAuthority(app, tenant, world.tokens, now);
  serveGraph(app, endpointsFor(options), world);
  const standIn = await listen({ answer: (request) => app.fetch(request), paging: graphPaging }, options);
  const close = async (): Promise<void> => {
    shared.subscriptions.stop();
    await standIn.close();
  };
  const { subscriptions, deltas } = shared;
  return {
    ...standIn,
    close,
    authorityUrl: standIn.url,
    tenant,
    expireDelta: deltas.expire,
    holds: (groupId, accountId) =>
      shared.replica.isTrue(
        `${groupId} ${accountId}`,
        tenant.groups.get(groupId)?.members.has(accountId) === true,
      ),
    subscriptions,
  };
}

/** Fixed names come before ids: /users/delta is no user. */
function endpointsFor(options: EntraOptions): readonly Endpoint[] {
  return [
    userDelta(options.userDeltaPage ?? 200),
    groupDelta(options.groupDeltaPage ?? { objects: 200, members: 2000 }),
    ...userEndpoints,
    ...changeUserEndpoints,
    ...relationEndpoints,
    ...pimEndpoints,
    ...groupEndpoints,
    ...changeMemberEndpoints,
    ...membershipEndpoints,
    ...methodEndpoints,
    ...roleEndpoints,
    ...policyEndpoints,
    ...organizationEndpoints,
    ...governanceEndpoints,
    ...auditLogEndpoints(options.logPage),
    ...applicationEndpoints,
    ...jobEndpoints,
    ...jobActionEndpoints,
    ...subscriptionEndpoints,
  ];
}
