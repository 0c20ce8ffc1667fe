import type { GroupReference } from './group.ts';

/** Who may decide, as it stands in a policy: "owners" has no group yet. */
export type PolicyApprover =
  | { readonly kind: 'group'; readonly connection: string; readonly group: string }
  /** Owners of the group that is asked for. */
  | { readonly kind: 'owners' }
  /** The manager of each beneficiary. */
  | { readonly kind: 'manager' }
  | { readonly kind: 'people'; readonly connection: string; readonly logins: readonly string[] };

export interface PolicyStage {
  /** null: it is called by its place. */
  readonly name: string | null;
  readonly quorum: number;
  readonly by: readonly PolicyApprover[];
  readonly fallback: readonly PolicyApprover[];
  /** null: nobody else is asked. */
  readonly escalateAfterMinutes: number | null;
}

/** How often the stages may be skipped. Denials, separation and every other refusal hold all the same. */
export interface AutoApproveBudget {
  readonly perPersonPerDay: number;
  readonly perDay: number;
}

/** Access first, the stages after it. */
export interface EmergencyPath {
  readonly requesters: readonly GroupReference[];
  readonly reviewWithinMinutes: number;
  readonly maxMinutes: number;
}

/** Who may have a group, for how long, and who decides. Of one group the most specific policy speaks, and it alone. */
export interface AccessPolicy {
  readonly id: string;
  readonly title: string | null;
  readonly connection: string;
  /** Ids, exact names, or patterns with `*`. */
  readonly groups: readonly string[];
  /** Members of any of these may ask; nobody else. */
  readonly requesters: readonly GroupReference[];
  readonly stages: readonly PolicyStage[];
  readonly maxMinutes: number;
  readonly defaultMinutes: number;
  /** May be asked for without an end. */
  readonly permanent: boolean;
  readonly reasonRequired: boolean;
  /** The ticket must match this as a whole; null: none is asked for. */
  readonly ticket: RegExp | null;
  readonly requestExpiresMinutes: number;
  readonly autoApprove: AutoApproveBudget | null;
  readonly emergency: EmergencyPath | null;
  /** Each decision needs a proof of a second factor. */
  readonly stepUp: boolean;
  /** native: the vendor keeps the end as well, where it can. */
  readonly expiry: 'bot' | 'native';
  /** What is done about a member that Lockstep did not add, or one that somebody else took out. */
  readonly drift: 'ask' | 'adopt' | 'revert';
  readonly delegatesAllowed: boolean;
}

/** Wins over every policy. */
export interface DenyRule {
  readonly connection: string;
  /** Ids, exact names, or patterns with `*`. */
  readonly groups: readonly string[];
  /** Whom it keeps out; null: everybody. */
  readonly who: readonly DeniedPeople[] | null;
  readonly reason: string;
}

export type DeniedPeople =
  | { readonly kind: 'group'; readonly connection: string; readonly group: string }
  | { readonly kind: 'people'; readonly connection: string; readonly logins: readonly string[] };

/** Two groups that nobody holds together. */
export interface SeparationRule {
  readonly a: GroupReference;
  readonly b: GroupReference;
  readonly reason: string;
}

/** Somebody is out of office; another person decides beside them. */
export interface Delegate {
  readonly connection: string;
  readonly login: string;
  readonly to: string;
  readonly since: Date;
  readonly until: Date;
}

/** The section `access` of lockstep.yaml. */
export interface AccessSettings {
  readonly policies: readonly AccessPolicy[];
  readonly deny: readonly DenyRule[];
  readonly separation: readonly SeparationRule[];
  readonly delegates: readonly Delegate[];
}
