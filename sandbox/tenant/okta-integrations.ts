import { groups } from './cast.ts';
import { oktaGroupByName } from './okta-groups.ts';
import type { Making } from './okta-people.ts';
import type { OktaApp, OktaTenant } from './okta-tenant.ts';

/** What an Okta org knows of the applications it writes to, of its agents and of those it believes. */
export interface OktaIntegrations {
  readonly appUsers: Map<string, OktaAppUser[]>;
  readonly appGroups: Map<string, Set<string>>;
  readonly pushMappings: Map<string, OktaPushMapping[]>;
  readonly appKeys: Map<string, OktaKey[]>;
  readonly agentPools: OktaAgentPool[];
  readonly idps: OktaIdp[];
  readonly idpKeys: OktaKey[];
}

export interface OktaAppUser {
  /** The user's own id. */
  readonly id: string;
  externalId: string | null;
  status: string;
  syncState: string;
  readonly created: string;
  statusChanged: string;
  readonly userName: string;
}

export interface OktaPushMapping {
  readonly id: string;
  status: 'ACTIVE' | 'INACTIVE' | 'ERROR';
  /** Absent until a push ran. */
  errorSummary?: string;
  lastPush?: string;
  /** What the application answers to every push; absent: it takes the group. */
  refusedBecause?: string;
  readonly lastUpdated: string;
  readonly sourceGroupId: string;
  readonly targetGroupId: string;
}

export interface OktaKey {
  readonly kid: string;
  readonly created: string;
  expiresAt: string;
}

export interface OktaAgentPool {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly agents: OktaAgent[];
}

export interface OktaAgent {
  readonly id: string;
  readonly name: string;
  operationalStatus: 'OPERATIONAL' | 'DEGRADED' | 'DISRUPTED' | 'INACTIVE';
  isHidden: boolean;
  isLatestGAedVersion: boolean;
  /** Milliseconds since 1970. */
  lastConnection: number;
}

export interface OktaIdp {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  status: 'ACTIVE' | 'INACTIVE';
  readonly kid: string;
}

export function noIntegrations(): OktaIntegrations {
  return {
    appUsers: new Map(),
    appGroups: new Map(),
    pushMappings: new Map(),
    appKeys: new Map(),
    agentPools: [],
    idps: [],
    idpKeys: [],
  };
}

/** Atlassian is provisioned and gets three groups, one of which does not arrive. Settled last, so that everything else stays as it was drawn. */
export function settleOktaIntegrations(tenant: OktaTenant, making: Making): void {
  const atlassian = [...tenant.apps.values()].find(({ name }) => name === 'atlassian');
  if (atlassian === undefined) return;
  atlassian.features = ['PUSH_NEW_USERS', 'PUSH_PROFILE_UPDATES', 'PUSH_USER_DEACTIVATION', 'GROUP_PUSH'];
  settleSigning(tenant, atlassian, making);
  settleAppUsers(tenant, atlassian, making);
  settlePush(tenant, atlassian, making);
  settleAgents(tenant, making);
  settleIdps(tenant, making);
}

function settleSigning({ integrations }: OktaTenant, app: OktaApp, { random, moment }: Making): void {
  // An old key that is no longer in use stays in the list.
  const old = { kid: random.oktaId('kid'), created: moment.ago(900), expiresAt: moment.ago(100) };
  const key = { kid: random.oktaId('kid'), created: moment.ago(400), expiresAt: moment.ahead(3250) };
  integrations.appKeys.set(app.id, [old, key]);
  app.signing = { kid: key.kid, algorithm: 'RSA_SHA256' };
}

function settleAppUsers(tenant: OktaTenant, app: OktaApp, { random, moment }: Making): void {
  const active = [...tenant.users.values()].filter(({ status }) => status === 'ACTIVE').slice(0, 40);
  tenant.integrations.appUsers.set(
    app.id,
    active.map(({ id, profile }) => ({
      id,
      externalId: random.guid(),
      status: 'PROVISIONED',
      // What an application says that Okta only writes to, healthy or not.
      syncState: 'DISABLED',
      created: moment.ago(200),
      statusChanged: moment.ago(200),
      userName: profile.login,
    })),
  );
}

const nameTaken = 'Errors reported by remote server: Resource [GROUP]: with displayName already exists.';

function settlePush(tenant: OktaTenant, app: OktaApp, { random, moment }: Making): void {
  const mapping = (name: string, over: Partial<OktaPushMapping>): OktaPushMapping => ({
    id: random.oktaId('gPm'),
    status: 'ACTIVE',
    lastPush: moment.ago(1),
    lastUpdated: moment.ago(1),
    sourceGroupId: oktaGroupByName(tenant, name).id,
    targetGroupId: random.oktaId('00g'),
    ...over,
  });
  tenant.integrations.pushMappings.set(app.id, [
    mapping(groups.okta.engineering, {}),
    mapping(groups.okta.production, {}),
    mapping(groups.okta.vpn, {
      status: 'ERROR',
      errorSummary: nameTaken,
      refusedBecause: nameTaken,
      lastPush: moment.ago(6),
    }),
  ]);
  tenant.integrations.appGroups.set(
    app.id,
    new Set([oktaGroupByName(tenant, groups.okta.lockstepOperators).id]),
  );
}

function settleAgents({ integrations }: OktaTenant, { random, moment }: Making): void {
  const agents = ['dc01', 'dc02'].map(
    (name): OktaAgent => ({
      id: random.oktaId('a53'),
      name,
      operationalStatus: 'OPERATIONAL',
      isHidden: false,
      isLatestGAedVersion: true,
      lastConnection: moment.now - 30_000,
    }),
  );
  integrations.agentPools.push({ id: random.oktaId('0oa'), name: 'corp.acme.test', type: 'AD', agents });
}

function settleIdps({ integrations }: OktaTenant, { random, moment }: Making): void {
  const kid = random.oktaId('kid');
  integrations.idpKeys.push({ kid, created: moment.ago(300), expiresAt: moment.ahead(700) });
  integrations.idps.push({
    id: '0oapartneridp0000000',
    name: 'Partner',
    type: 'SAML2',
    status: 'ACTIVE',
    kid,
  });
}
