/** An application that accounts are provisioned into or imported from. */
export interface AppName {
  readonly id: string;
  readonly name: string;
}

/** Applications that are provisioned with a key that ends while its maker tells nobody. */
export interface KeyedApps {
  readonly apps: readonly AppName[];
  /** Why they could not be read: what is registered is judged all the same. */
  readonly unread: string | null;
}

/** A synchronization job of an Entra application. */
export interface SyncJob {
  readonly app: AppName;
  readonly id: string;
  /** NotConfigured, NotRun, Active, Paused or Quarantine: it alone decides, whatever else is written on the job. */
  readonly code: string;
  readonly scheduled: boolean;
  /** When the application was added to the tenant: jobs have no date of their own. */
  readonly appAddedAt: Date | null;
  readonly successiveFailures: number;
  readonly lastRunAt: Date | null;
  readonly lastSuccessAt: Date | null;
  /** null = the first cycle is not over. */
  readonly steadySince: Date | null;
  /** Stands on jobs that are in none, too. */
  readonly quarantine: Quarantine | null;
}

export interface Quarantine {
  readonly reason: string | null;
  readonly since: Date | null;
  readonly nextAttempt: Date | null;
  readonly count: number;
  readonly message: string | null;
}

/** What the provisioning log says of the last 24 hours. */
export interface ProvisioningLog {
  readonly apps: readonly AppLog[];
}

export interface AppLog {
  readonly app: AppName;
  /** Attempts: what fails is tried again in every cycle. */
  readonly successes: number;
  readonly failures: number;
  readonly skipped: number;
  /** People and groups behind the failures. */
  readonly failedObjects: number;
  /** The most frequent first. */
  readonly errors: readonly { readonly code: string; readonly count: number; readonly sample: string }[];
  readonly groupUpdates: number;
  /** Groups with an update that failed and was not followed by one that went well. */
  readonly failingGroups: readonly FailingGroup[];
}

export interface FailingGroup {
  readonly name: string;
  readonly failures: number;
  /** In how many cycles: the first two may fail because members come later. */
  readonly cycles: number;
  readonly because: string | null;
}

/** An account that an application should have and that does not get there. */
export interface StuckAccount {
  readonly app: AppName;
  /** Login or name. */
  readonly who: string;
  /** failing: refused again and again. The others are states of an Okta AppUser; unlinked: it has no id in the application. */
  readonly state: 'failing' | 'error' | 'out_of_sync' | 'staged' | 'revoked' | 'unlinked';
  /** The first failure that is known, or the last change of state. */
  readonly since: Date;
  readonly lastAt: Date;
  readonly attempts: number;
  /** What fails is switching it off: a leaver stays. */
  readonly leaver: boolean;
  readonly because: string | null;
}

export interface StuckAccounts {
  readonly found: readonly StuckAccount[];
  /** How many accounts of how many applications were looked at, in words. */
  readonly population: string;
}

/** What keeps a mistake upstream from deleting everybody downstream. */
export interface DeletionGuard {
  readonly subject: string;
  /** job: of an Entra application; connect: of the directory synchronisation; import: of Okta. */
  readonly kind: 'job' | 'connect' | 'import';
  /** So many deletions are let through; null = it is off; 'unreadable' = no API tells. */
  readonly limit: number | null | 'unreadable';
  /** Objects in its scope, where that is known. */
  readonly scope: number | null;
  /** What waits for a person to decide. */
  readonly waiting: string | null;
}

/** A group that is assigned to an application with provisioning: only its direct members are provisioned. */
export interface AssignedGroup {
  readonly app: AppName;
  readonly name: string;
  readonly securityEnabled: boolean;
  readonly directMembers: number;
  readonly nestedGroups: readonly string[];
}

/** Whether leavers are switched off in an application; null = no API tells. */
export interface LeaverPath {
  readonly app: AppName;
  readonly works: boolean | null;
  readonly because: string;
}

/** Accounts that are off in the directory and still on in an application. */
export interface Leftovers {
  readonly apps: number;
  readonly accounts: number;
  readonly found: readonly Leftover[];
}

export interface Leftover {
  readonly app: AppName;
  readonly login: string;
  /** Its status in the directory, and since when. */
  readonly status: string;
  readonly since: Date | null;
}

/** Of a tenant that people are synchronised into from on-premises. */
export interface DirectorySync {
  readonly enabled: boolean;
  readonly lastAt: Date | null;
}

export interface SyncErrors {
  readonly synced: number;
  readonly objects: readonly SyncError[];
}

export interface SyncError {
  readonly accountId: string;
  readonly name: string;
  readonly property: string;
  readonly since: Date | null;
}

/** A group that Okta writes into an application. */
export interface PushMapping {
  readonly id: string;
  readonly app: AppName;
  readonly group: string;
  readonly status: 'ACTIVE' | 'INACTIVE' | 'ERROR';
  readonly error: string | null;
  readonly lastPushAt: Date | null;
  /** When somebody last joined or left the group. */
  readonly membersChangedAt: Date | null;
  /** The same group also assigns people to the application. */
  readonly assigns: boolean;
}

/** What the log of the last 24 hours says about one application's connection. */
export interface Trouble {
  readonly app: AppName;
  readonly kind: 'credentials' | 'import' | 'roadblock';
  readonly at: Date;
  readonly count: number;
  readonly because: string | null;
  /** A later success of the same application. */
  readonly healed: boolean;
  /** People's profiles come from it. */
  readonly source: boolean;
}

/** Agents of one directory or kind, without those that were removed. */
export interface AgentPool {
  readonly name: string;
  readonly kind: string;
  readonly agents: readonly Agent[];
}

export interface Agent {
  readonly name: string;
  /** OPERATIONAL, DEGRADED, DISRUPTED or INACTIVE. */
  readonly status: string;
  readonly current: boolean;
  readonly lastSeen: Date | null;
}
