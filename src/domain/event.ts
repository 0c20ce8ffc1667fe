import type { ProviderKind } from './connection.ts';

/** person: somebody signed in. token: an API token or service app of somebody. rule: a group rule or dynamic group. import: HR or AD. */
export type ActorKind = 'person' | 'app' | 'token' | 'rule' | 'import' | 'system' | 'unknown';

export interface Actor {
  /** The vendor's id; null when it is not told. */
  readonly id: string | null;
  readonly kind: ActorKind;
  /** Login or name as the vendor tells it. Never shown for a failed sign-in: people type passwords there. */
  readonly name: string | null;
}

export type TargetKind =
  | 'account'
  | 'group'
  | 'app'
  | 'app_account'
  | 'role'
  | 'policy'
  | 'mapping'
  | 'other';

export interface Target {
  readonly kind: TargetKind;
  readonly id: string;
  readonly name: string | null;
}

/** One property that changed; `before` and `after` as plain text, null where there is none. */
export interface Change {
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** One entry of a provider's log, in words that are the same for every provider. */
export interface DirectoryEvent {
  readonly connection: string;
  readonly kind: ProviderKind;
  /** The feed it came through, e.g. log, audits, provisioning, sign-ins, jobs, mirror. */
  readonly feed: string;
  /** The vendor's id, or one made of what happened; unique in its connection: the same event twice is one. */
  readonly id: string;
  /** When it happened, by the vendor's clock; events arrive late and out of order. */
  readonly at: Date;
  /**
   * What happened. Okta: the eventType. Entra: the activity, lower case, trimmed, every dash a hyphen
   * ("add member to role"), `provisioning <action>`, `sign-in`, `synchronization <state>`. The mirror: memberAdded, memberRemoved below.
   */
  readonly name: string;
  readonly outcome: 'success' | 'failure' | 'other';
  /** The vendor's text about a failure; untrusted. */
  readonly reason: string | null;
  /** null: not known (yet): the mirror saw the change before the log told who did it. */
  readonly actor: Actor | null;
  readonly targets: readonly Target[];
  readonly changes: readonly Change[];
  /** Small facts a detection reads, by name: transactionId, legacyEventType, privilegeGranted, ip, errorCode, jobId, … */
  readonly detail: Readonly<Record<string, string>>;
}

/** By what somebody is counted: the id; without one (a failed sign-in at Okta) the login, where it may be told. */
export function actorKey({ actor }: Pick<DirectoryEvent, 'actor'>): string | null {
  return actor?.id ?? actor?.name?.toLowerCase() ?? null;
}

/** Names of the two events that the mirror itself makes, once for each real change of a membership, whatever told of it. */
export const memberAdded = 'member.added';
export const memberRemoved = 'member.removed';

/** The first target of a kind; vendors do not keep an order. */
export function targetOf({ targets }: DirectoryEvent, kind: TargetKind): Target | undefined {
  return targets.find((target) => target.kind === kind);
}
