import type { WebApp } from '../lib/code-flow.ts';
import type {
  EntraAppAssignment,
  EntraApplication,
  EntraDomainFederation,
  EntraKey,
} from './entra-credentials.ts';
import type { EntraJob } from './entra-jobs.ts';
import type { EntraActor, Lateness, NotedAudit, ProvisioningRow } from './entra-logs.ts';
import type { EntraPim } from './entra-pim.ts';

/** What an Entra tenant holds, in Graph's own words. Stand-ins read it; change people and groups through entra-changes.ts, so that delta sees it. */
export interface EntraTenant {
  readonly tenantId: string;
  readonly initialDomain: string;
  readonly users: Map<string, EntraUser>;
  /** Soft-deleted: /directory/deletedItems. */
  readonly deletedUsers: Map<string, EntraUser>;
  readonly groups: Map<string, EntraGroup>;
  readonly servicePrincipals: Map<string, EntraServicePrincipal>;
  readonly roleDefinitions: Map<string, EntraRoleDefinition>;
  /** roleAssignmentScheduleInstances; those that are `Assigned` or unlicensed are the roleAssignments too. */
  readonly activeRoles: EntraRoleInstance[];
  /** roleEligibilityScheduleInstances. */
  readonly eligibleRoles: EntraRoleInstance[];
  readonly authenticationMethods: Map<string, EntraMethod[]>;
  /** userRegistrationDetails: no row for disabled users, and for some others. */
  readonly registrationDetails: Map<string, EntraRegistration>;
  readonly conditionalAccess: Map<string, EntraPolicy>;
  securityDefaultsEnabled: boolean;
  readonly authenticationStrengths: EntraStrength[];
  readonly domains: EntraDomain[];
  readonly crossTenantDefault: { isServiceDefault: boolean; inboundTrust: { isMfaAccepted: boolean } };
  /** authenticationMethodsPolicy: configuration id (Sms, Voice, Email, Fido2, …) → where it is on. */
  readonly methodsPolicy: Map<string, EntraMethodConfiguration>;
  readonly accessReviews: EntraAccessReview[];
  readonly lifecycleWorkflows: EntraWorkflow[];
  readonly organization: {
    readonly id: string;
    readonly displayName: string;
    onPremisesSyncEnabled: boolean | null;
    onPremisesLastSyncDateTime: string | null;
  };
  /** App registrations by client id. */
  readonly clients: Map<string, EntraClient>;
  /** Apps by which people sign in, by client id. */
  readonly webApps: Map<string, EntraWebApp>;
  readonly licences: { p1: boolean; p2: boolean };
  readonly changes: EntraChange[];
  readonly signIns: EntraSignIn[];
  /** Beside the rows that membership changes make. */
  readonly audits: NotedAudit[];
  readonly auditLateness: Lateness;
  readonly consistency: EntraConsistency;
  readonly pim: EntraPim;
  readonly provisioning: ProvisioningRow[];
  /** Synchronization jobs by service principal. */
  readonly jobs: Map<string, EntraJob[]>;
  /** Registrations by client id. */
  readonly applications: Map<string, EntraApplication>;
  readonly appAssignments: EntraAppAssignment[];
  /** By federated domain. */
  readonly federations: Map<string, EntraDomainFederation[]>;
  /** What stops the synchronisation from on-premises from deleting too much. */
  deletionPrevention: {
    synchronizationPreventionType: 'disabled' | 'enabledForCount' | 'enabledForPercentage';
    alertThreshold: number;
  };
}

/** What comes of a change that was answered with success. */
export interface EntraConsistency {
  /** So many reads of people and groups still tell the old state. */
  staleReads: number;
  /** Nothing comes of it. */
  pretends: boolean;
}

export interface EntraUser {
  readonly id: string;
  userPrincipalName: string;
  mail: string | null;
  displayName: string;
  givenName: string | null;
  surname: string | null;
  accountEnabled: boolean;
  userType: 'Member' | 'Guest' | null;
  /** null = never synchronised, false = no longer. */
  onPremisesSyncEnabled: boolean | null;
  onPremisesImmutableId: string | null;
  createdDateTime: string | null;
  passwordPolicies: string | null;
  lastPasswordChangeDateTime: string | null;
  signInActivity: EntraSignInActivity | null;
  mobilePhone: string | null;
  otherMails: string[];
  externalUserState: string | null;
  isManagementRestricted: boolean | null;
  certificateUserIds: string[];
  assignedLicenses: { skuId: string }[];
  managerId?: string | null;
  /** Sessions that began earlier are over. */
  sessionsValidFrom?: string;
  /** Conflicts of a synchronised account. */
  onPremisesProvisioningErrors?: readonly {
    readonly category: 'PropertyConflict';
    readonly occurredDateTime: string;
    readonly propertyCausingError: string;
    readonly value: string;
  }[];
}

export interface EntraSignInActivity {
  /** Counts failed attempts as well. */
  lastSignInDateTime: string | null;
  lastNonInteractiveSignInDateTime: string | null;
  lastSuccessfulSignInDateTime: string | null;
}

export interface EntraGroup {
  readonly id: string;
  displayName: string;
  description: string | null;
  groupTypes: string[];
  securityEnabled: boolean;
  mailEnabled: boolean;
  isAssignableToRole: boolean | null;
  isManagementRestricted: boolean | null;
  membershipRule: string | null;
  membershipRuleProcessingState: 'On' | 'Paused' | null;
  onPremisesSyncEnabled: boolean | null;
  createdDateTime: string;
  /** Ids of users, groups and service principals. */
  readonly members: Set<string>;
  readonly owners: Set<string>;
}

export interface EntraServicePrincipal {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly tags?: readonly string[];
  readonly createdDateTime?: string;
  accountEnabled?: boolean;
  preferredSingleSignOnMode?: string | null;
  preferredTokenSigningKeyThumbprint?: string | null;
  keyCredentials?: readonly EntraKey[];
}

export interface EntraRoleDefinition {
  /** Equal to the template id for built-in roles. */
  readonly id: string;
  readonly displayName: string;
  readonly isPrivileged: boolean;
  readonly isBuiltIn: boolean;
}

export interface EntraRoleInstance {
  readonly id: string;
  readonly principalId: string;
  readonly roleDefinitionId: string;
  readonly directoryScopeId: string;
  readonly assignmentType: 'Assigned' | 'Activated';
  readonly memberType: 'Direct' | 'Group' | 'Inherited';
  readonly startDateTime: string | null;
  readonly endDateTime: string | null;
}

/** `type` without the prefix `#microsoft.graph.`, e.g. fido2AuthenticationMethod. */
export interface EntraMethod {
  readonly id: string;
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface EntraRegistration {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly userDisplayName: string;
  readonly userType: 'member' | 'guest';
  readonly isAdmin: boolean;
  readonly isMfaRegistered: boolean;
  readonly isMfaCapable: boolean;
  readonly isPasswordlessCapable: boolean;
  readonly isSsprRegistered: boolean;
  readonly methodsRegistered: readonly string[];
  readonly lastUpdatedDateTime: string;
}

export interface EntraPolicy {
  readonly id: string;
  displayName: string;
  state: 'enabled' | 'disabled' | 'enabledForReportingButNotEnforced';
  conditions: Record<string, unknown>;
  grantControls: Record<string, unknown> | null;
}

export interface EntraStrength {
  readonly id: string;
  readonly displayName: string;
  readonly policyType: 'builtIn' | 'custom';
  readonly allowedCombinations: readonly string[];
}

export interface EntraDomain {
  readonly id: string;
  readonly isInitial: boolean;
  readonly isDefault: boolean;
  authenticationType: 'Managed' | 'Federated';
}

export interface EntraMethodConfiguration {
  state: 'enabled' | 'disabled';
  includeTargets: { targetType: 'group'; id: string }[];
}

export interface EntraAccessReview {
  readonly id: string;
  readonly displayName: string;
  readonly autoApply: boolean;
  readonly status: string;
  readonly scopeQuery: string;
}

export interface EntraWorkflow {
  readonly id: string;
  readonly displayName: string;
  readonly category: 'leaver' | 'mover' | 'joiner';
  readonly isEnabled: boolean;
  readonly scopeRule: string;
}

/** A web app registration. */
export interface EntraWebApp extends WebApp {
  /** Optional claims of its ID tokens. */
  optionalClaims: readonly string[];
  /** Set: whoever signs in is of this tenant, as in a multitenant app. */
  homeTenant?: string;
}

export interface EntraClient {
  readonly clientId: string;
  readonly displayName: string;
  secret: string;
  /** App roles with admin consent, e.g. User.Read.All. */
  roles: readonly string[];
  /** Certificates or bare public keys (PEM) that may sign its client assertions. */
  certificates?: readonly string[];
  /** Workload identities that may stand in for it. */
  federated?: readonly EntraFederation[];
}

/** A federated identity credential; `publicKey` (PEM) is what its issuer signs with. */
export interface EntraFederation {
  readonly issuer: string;
  readonly subject: string;
  readonly publicKey: string;
}

export interface EntraSignIn {
  readonly id: string;
  readonly userId: string;
  readonly userPrincipalName: string;
  readonly createdDateTime: string;
  readonly errorCode: number;
  readonly appDisplayName: string;
  readonly appId?: string;
}

/** What a delta token points into: its position is the index in `changes`. */
export type EntraChange =
  | { readonly kind: 'user'; readonly id: string; readonly removed?: 'changed' | 'deleted' }
  | { readonly kind: 'group'; readonly id: string; readonly removed?: 'changed' | 'deleted' }
  | {
      readonly kind: 'member';
      readonly groupId: string;
      readonly memberId: string;
      readonly removed: boolean;
      /** Whom the audit log names. */
      readonly by?: EntraActor;
    };
