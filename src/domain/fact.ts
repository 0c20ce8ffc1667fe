import type { JudgedAccount } from './account.ts';
import type { BreakGlassAccount, Drill } from './break-glass.ts';
import type {
  ApiToken,
  AppCredentials,
  Credential,
  FederationCertificate,
  Registered,
  SigningCertificate,
} from './credential.ts';
import type {
  ConditionalAccess,
  Domain,
  ExclusionGroup,
  GuestTrust,
  LifecycleAutomation,
  MethodsPolicy,
} from './entra-policy.ts';
import type { FactorFact, MemberFactors } from './factor.ts';
import type { CheckStatus } from './finding.ts';
import type { OktaPolicies } from './okta-policy.ts';
import type {
  AgentPool,
  AssignedGroup,
  DeletionGuard,
  DirectorySync,
  KeyedApps,
  LeaverPath,
  Leftovers,
  ProvisioningLog,
  PushMapping,
  StuckAccounts,
  SyncErrors,
  SyncJob,
  Trouble,
} from './provisioning.ts';
import type { RoleAssignment, RoleGroup } from './role.ts';

/** Facts a provider reads live from the vendor, for one connection. */
export interface LiveFacts {
  readonly roles: readonly RoleAssignment[];
  /** As `roles`, also where those cannot be read who may make themselves a member of a group with a role. */
  readonly roleHolders: readonly RoleAssignment[];
  readonly roleGroups: readonly RoleGroup[];
  readonly breakGlass: readonly BreakGlassAccount[];
  /** Factors of every account that holds a role or is registered as break-glass, read live. */
  readonly adminFactors: FactorFact;
  /** Last successful sign-in of every account that holds a role: date, null = never. */
  readonly adminSignIns: ReadonlyMap<string, Date | null>;
  readonly conditionalAccess: ConditionalAccess;
  readonly domains: readonly Domain[];
  readonly exclusionGroups: readonly ExclusionGroup[];
  readonly lifecycleAutomations: readonly LifecycleAutomation[];
  readonly guestTrust: GuestTrust;
  readonly methodsPolicy: MethodsPolicy;
  readonly oktaPolicies: OktaPolicies;
  readonly syncJobs: readonly SyncJob[];
  readonly provisioningLog: ProvisioningLog;
  readonly stuckAccounts: StuckAccounts;
  readonly deletionGuards: readonly DeletionGuard[];
  readonly assignedGroups: readonly AssignedGroup[];
  readonly leaverPaths: readonly LeaverPath[];
  readonly leftovers: Leftovers;
  readonly directorySync: DirectorySync;
  readonly syncErrors: SyncErrors;
  readonly pushMappings: readonly PushMapping[];
  /** Of applications whose credentials were refused, whose imports failed, or whose imports wait. */
  readonly troubles: readonly Trouble[];
  readonly agentPools: readonly AgentPool[];
  /** The certificate in use of every application that people sign in to with SAML. */
  readonly signingCertificates: readonly SigningCertificate[];
  readonly federationCertificates: readonly FederationCertificate[];
  readonly appCredentials: readonly AppCredentials[];
  readonly apiTokens: readonly ApiToken[];
  readonly keyedApps: KeyedApps;
  /** What Lockstep itself signs in to this connection with; empty = nothing that could end. */
  readonly ownCredentials: readonly Credential[];
}

/** Facts that come from our own store. */
export interface StoredFacts {
  readonly accounts: readonly JudgedAccount[];
  /** Factors of all active members. */
  readonly factors: FactorFact<MemberFactors>;
  readonly drills: readonly Drill[];
  /** Those of this connection, from lockstep.yaml. */
  readonly registeredCredentials: readonly Registered[];
  readonly lastRuns: LastRuns;
  readonly freshness: Freshness;
}

export type Facts = LiveFacts & StoredFacts;
export type FactName = keyof Facts;
export type LiveFactName = keyof LiveFacts;
export type StoredFactName = keyof StoredFacts;

/** For each check, its status in the last runs, newest first (at most three). */
export interface LastRuns {
  readonly byCheck: ReadonlyMap<
    string,
    readonly { readonly status: CheckStatus; readonly because: string | null }[]
  >;
}

/** When each piece of scheduled work last succeeded, and how often it should. */
export interface Freshness {
  readonly sources: readonly {
    readonly name: string;
    readonly lastSuccessAt: Date | null;
    readonly intervalMs: number;
  }[];
}
