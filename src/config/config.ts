import type { Stage } from '../domain/approval.ts';
import type { BreakGlassEntry } from '../domain/break-glass.ts';
import type { Severity } from '../domain/finding.ts';
import type { GroupReference } from '../domain/group.ts';
import type { AccessSettings } from '../domain/policy.ts';

/** Everything that can be set, parsed and frozen. Secrets come from the environment only. */
export interface Config {
  readonly slack: SlackConfig | null;
  readonly okta: OktaConfig | null;
  readonly entra: EntraConfig | null;
  /** Who is on call is read there; null = nobody is asked. */
  readonly pagerDuty: PagerDutyConfig | null;
  readonly databaseUrl: string;
  readonly http: { readonly host: string; readonly port: number };
  /** Where vendors reach the HTTP endpoints, without a slash at its end; null = nobody is asked to call. */
  readonly publicUrl: string | null;
  readonly logLevel: string;
  /** Path of the lockstep.yaml that was read; null when there is none. */
  readonly file: string | null;
  readonly settings: Settings;
}

export interface SlackConfig {
  readonly botToken: string;
  /** Socket Mode, or HTTP mode with the signing secret. */
  readonly mode:
    | { readonly kind: 'socket'; readonly appToken: string }
    | { readonly kind: 'http'; readonly signingSecret: string };
  readonly apiUrl: string;
  readonly command: string;
}

export interface OktaConfig {
  readonly orgUrl: string;
  readonly watcher: OktaIdentity;
  /** The writing identity; null = the watcher is used for what it is allowed to do. */
  readonly actor: OktaIdentity | null;
  /** What Okta sends as Authorization with each delivery of an event hook; null = no hook. */
  readonly hookSecret: string | null;
  /** The web app by which people sign in to prove a decision; null = nobody does. */
  readonly signIn: SignInApp | null;
}

export interface SignInApp {
  readonly clientId: string;
  readonly clientSecret: string;
}

export type OktaIdentity =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'key';
      readonly clientId: string;
      readonly privateKey: string;
      readonly keyId: string | null;
    };

export interface EntraConfig {
  readonly tenantId: string;
  readonly graphUrl: string;
  readonly authorityUrl: string;
  readonly watcher: EntraIdentity;
  readonly actor: EntraIdentity | null;
  /** What Graph sends with each change notification to prove that it is one; null = no notifications. */
  readonly hookSecret: string | null;
  /** As of Okta; with an authentication context of Conditional Access (c1 to c99) that the sign-in must satisfy, or null. */
  readonly signIn: (SignInApp & { readonly context: string | null }) | null;
}

export type EntraIdentity =
  | { readonly kind: 'secret'; readonly clientId: string; readonly clientSecret: string }
  | { readonly kind: 'certificate'; readonly clientId: string; readonly certificatePath: string }
  | { readonly kind: 'workload'; readonly clientId: string; readonly tokenFilePath: string }
  | { readonly kind: 'managed'; readonly clientId: string | null };

/** PagerDuty's REST API. Alerts go there by a sink, which has a key of its own. */
export interface PagerDutyConfig {
  readonly apiToken: string;
  readonly apiUrl: string;
}

export interface CheckException {
  readonly check: string;
  readonly subject: string;
  readonly reason: string;
  readonly owner: string;
  readonly until: Date;
}

export type RoleName = 'viewer' | 'operator' | 'admin';

/** A group by id, exact name, or pattern with `*`. */
export interface WatchedGroup extends GroupReference {
  readonly as: 'sensitive' | 'watched';
}

export interface Maintenance {
  readonly since: Date;
  readonly until: Date;
  /** null = every connection. */
  readonly connection: string | null;
  readonly reason: string;
}

/** Something that expires and that no API tells of. */
export interface RegisteredCredential {
  readonly name: string;
  readonly connection: string;
  readonly app: string | null;
  /** The end of its last day. */
  readonly expires: Date;
  readonly owner: string;
}

export interface SinkSettings {
  readonly id: string;
  readonly kind: 'pagerduty' | 'jsm' | 'webhook' | 'splunk' | 'datadog';
  readonly minSeverity: Severity;
  readonly options: Readonly<Record<string, string>>;
}

export interface DeactivationSettings {
  readonly requesters: RoleName;
  readonly stages: readonly Stage[];
  readonly dormant: {
    readonly afterDays: number;
    readonly enabled: boolean;
    readonly schedule: string;
    readonly exceptions: readonly string[];
    /** null = channels.requests. */
    readonly channel: string | null;
  };
  readonly bulkMax: number;
  readonly undoDays: number;
  /** Logins, besides those that are protected anyway. */
  readonly protected: readonly string[];
}

export interface Limits {
  readonly rateShare: number;
  readonly concurrency: number;
  readonly grantsPerHour: number;
  readonly revocationsPerHour: number;
  readonly deactivationsPerHour: number;
}

/** A test account that goes into and out of a test group, both by vendor id; each time must be heard of. */
export interface Canary extends GroupReference {
  readonly account: string;
  readonly withinMinutes: number;
}

/** lockstep.yaml */
export interface Settings {
  readonly channels: {
    readonly reports: string | null;
    readonly alerts: string | null;
    readonly requests: string | null;
  };
  readonly roles: Readonly<Record<RoleName, readonly GroupReference[]>>;
  /** E-mail domains a Slack user's address must be in; empty = no limit. */
  readonly allowedDomains: readonly string[];
  readonly breakGlass: readonly BreakGlassEntry[];
  readonly checks: {
    readonly disabled: readonly string[];
    readonly thresholds: Readonly<Record<string, number>>;
    readonly exceptions: readonly CheckException[];
    readonly failOn: Severity;
  };
  readonly schedules: {
    readonly timezone: string;
    /** Cron expressions; null = off. */
    readonly checks: string | null;
    readonly sync: string | null;
    readonly reconcile: string | null;
    readonly digest: string | null;
  };
  readonly watch: {
    readonly groups: readonly WatchedGroup[];
    /** Seconds between two reads of a source, by its name; absent = what suits the vendor. */
    readonly pollSeconds: Readonly<Partial<Record<string, number>>>;
    /** null = none flies. */
    readonly canary: Canary | null;
  };
  readonly detections: {
    readonly disabled: readonly string[];
    readonly thresholds: Readonly<Record<string, number>>;
    readonly maintenance: readonly Maintenance[];
  };
  readonly alerts: {
    /** Minutes until an alert that nobody acknowledged is paged, whatever its severity. */
    readonly escalateAfter: number;
    /** Times of day as HH:MM in schedules.timezone. */
    readonly quietHours: { readonly since: string; readonly until: string } | null;
    readonly heartbeatUrl: string | null;
  };
  readonly credentials: readonly RegisteredCredential[];
  readonly sinks: readonly SinkSettings[];
  readonly access: AccessSettings;
  readonly deactivation: DeactivationSettings;
  /** Nothing is changed in a directory; what would be done is said. */
  readonly dryRun: boolean;
  readonly limits: Limits;
}
