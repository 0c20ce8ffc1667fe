import type { WebApp } from '../lib/code-flow.ts';
import type { OktaDeactivations } from './okta-deactivation.ts';
import type { OktaIntegrations } from './okta-integrations.ts';
import type { OktaLag } from './okta-lag.ts';
import type { OktaLogHabits } from './okta-log.ts';
import type { OktaPush } from './okta-verify.ts';

/** What an Okta org holds, in Okta's own words. Stand-ins read it, levers and tests write it. */
export interface OktaTenant {
  readonly name: string;
  /** idx = Identity Engine, v1 = Classic Engine. */
  pipeline: 'idx' | 'v1';
  readonly users: Map<string, OktaUser>;
  readonly groups: Map<string, OktaGroup>;
  readonly memberships: Map<string, Set<string>>;
  /** How late lists tell of changed memberships. */
  readonly lag: OktaLag;
  readonly deactivations: OktaDeactivations;
  /** Of users and groups, by the group that they own. */
  readonly owners: Map<string, Set<string>>;
  readonly groupRules: Map<string, OktaGroupRule>;
  readonly userRoles: Map<string, OktaRole[]>;
  readonly groupRoles: Map<string, OktaRole[]>;
  /** Whether /iam/assignees/users also lists those who hold a role only through a group: the documents do not say. */
  assigneesListGroupAdmins: boolean;
  /** Whether the stats of a group say that it holds roles: orgs do, the documents do not promise it. */
  statsTellPrivilege: boolean;
  readonly factors: Map<string, OktaFactor[]>;
  readonly blocks: Map<string, readonly string[]>;
  /** By policy id; rules stand in each. */
  readonly policies: Map<string, OktaPolicyRecord>;
  readonly apps: Map<string, OktaApp>;
  readonly authenticators: Map<string, OktaAuthenticator>;
  readonly zones: Map<string, OktaZone>;
  /** By the secret that stands behind SSWS. */
  readonly apiTokens: Map<string, OktaApiToken>;
  readonly clients: Map<string, OktaClient>;
  /** Apps by which people sign in, by client id. */
  readonly webApps: Map<string, WebApp>;
  readonly pushes: OktaPush[];
  readonly integrations: OktaIntegrations;
  /** In the order in which they were persisted, which is not always that of `published`. */
  readonly log: OktaLogEvent[];
  /** Cursors of the log that were given out under another number are refused, as Okta does after a while. */
  logEpoch: number;
  readonly logHabits: OktaLogHabits;
}

export type OktaStatus =
  | 'STAGED'
  | 'PROVISIONED'
  | 'ACTIVE'
  | 'RECOVERY'
  | 'LOCKED_OUT'
  | 'PASSWORD_EXPIRED'
  | 'SUSPENDED'
  | 'DEPROVISIONED';

export interface OktaUser {
  readonly id: string;
  status: OktaStatus;
  readonly created: string;
  activated: string | null;
  statusChanged: string | null;
  lastLogin: string | null;
  lastUpdated: string;
  passwordChanged: string | null;
  readonly profile: {
    login: string;
    email: string | null;
    firstName: string;
    lastName: string;
    mobilePhone: string | null;
    secondEmail: string | null;
    /** The manager's login or id, where the directory keeps one. */
    managerId?: string;
    /** A name, for people to read. */
    manager?: string;
  };
  /** OKTA, ACTIVE_DIRECTORY, LDAP, FEDERATION, SOCIAL or IMPORT. */
  provider: { type: string; name: string };
  transitioningToStatus?: string;
}

export interface OktaGroup {
  readonly id: string;
  readonly type: 'OKTA_GROUP' | 'APP_GROUP' | 'BUILT_IN';
  name: string;
  description: string | null;
  readonly created: string;
  lastUpdated: string;
  lastMembershipUpdated: string;
}

export interface OktaGroupRule {
  readonly id: string;
  name: string;
  status: 'ACTIVE' | 'INACTIVE' | 'INVALID';
  expression: string;
  groupIds: string[];
  excludedUsers: string[];
  readonly created: string;
  lastUpdated: string;
}

export interface OktaRole {
  readonly id: string;
  readonly type: string;
  readonly label: string;
  status: 'ACTIVE' | 'INACTIVE';
  readonly assignmentType: 'USER' | 'GROUP';
  readonly created: string;
  readonly lastUpdated: string;
}

export interface OktaFactor {
  readonly id: string;
  readonly factorType: string;
  readonly provider: string;
  status: string;
  readonly created: string;
  readonly profile: Readonly<Record<string, unknown>>;
}

export interface OktaPolicyRecord {
  readonly id: string;
  readonly type: string;
  name: string;
  status: 'ACTIVE' | 'INACTIVE';
  priority: number;
  readonly system: boolean;
  conditions: Record<string, unknown> | null;
  settings: Record<string, unknown>;
  rules: OktaRuleRecord[];
  readonly created: string;
  lastUpdated: string;
}

export interface OktaRuleRecord {
  readonly id: string;
  readonly type: string;
  name: string;
  status: 'ACTIVE' | 'INACTIVE';
  priority: number;
  readonly system: boolean;
  conditions: Record<string, unknown> | null;
  actions: Record<string, unknown>;
}

export interface OktaApp {
  readonly id: string;
  readonly name: string;
  label: string;
  status: 'ACTIVE' | 'INACTIVE';
  readonly signOnMode: string;
  /** Absent in the Classic Engine. */
  readonly accessPolicyId: string | null;
  /** What Okta does to accounts there. */
  features?: readonly string[];
  /** The key in use, of SAML applications. */
  signing?: { readonly kid: string; readonly algorithm: string };
}

export interface OktaAuthenticator {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  status: 'ACTIVE' | 'INACTIVE';
  readonly type: string;
  readonly methods: readonly {
    readonly type: string;
    readonly status: string;
    readonly verifiableProperties: readonly string[];
  }[];
}

export interface OktaZone {
  readonly id: string;
  readonly name: string;
  readonly type: 'IP' | 'DYNAMIC';
  readonly usage: 'POLICY' | 'BLOCKLIST';
  status: 'ACTIVE' | 'INACTIVE';
  readonly gateways: readonly string[];
}

export interface OktaApiToken {
  readonly id: string;
  readonly name: string;
  readonly userId: string;
  /** Absent: it is used, and ends 30 days later. */
  expiresAt?: string;
  /** What its owner's administrator role lets it do, said in scopes. */
  scopes: readonly string[];
}

export interface OktaClient {
  readonly clientId: string;
  readonly label: string;
  scopes: readonly string[];
  /** "Require Demonstrating Proof of Possession": on for new service apps since February 2024. */
  dpop: boolean;
  status: 'ACTIVE' | 'INACTIVE';
  /** Public keys, as registered. */
  readonly keys: { readonly kid: string; readonly n: string; readonly e: string }[];
}

export interface OktaLogEvent {
  readonly uuid: string;
  readonly published: string;
  readonly eventType: string;
  readonly [field: string]: unknown;
}
