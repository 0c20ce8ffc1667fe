import type { Impact, LifecycleStep } from './lifecycle.ts';
import type { OnCallNow } from './on-call.ts';
import type { Principal } from './principal.ts';

/** deactivation: sign-in is taken away everywhere. reactivation: given back, with what the snapshot of a deactivation holds. */
export type DeactivationKind = 'deactivation' | 'reactivation';

/**
 * asked: people decide. scheduled: approved for later. running: steps are being done. done: every step was read back.
 * incomplete: some step could not be done, and a person was told which. refused: denied, cancelled or expired.
 */
export type DeactivationStatus = 'asked' | 'scheduled' | 'running' | 'done' | 'incomplete' | 'refused';

/** One thing to do. What concerns Lockstep itself (grants, requests) has no connection. */
export type PlannedStep =
  | { readonly step: LifecycleStep; readonly connection: string; readonly accountId: string }
  /** Out of a group that makes approvers or roles of Lockstep, or back into one that the snapshot holds. */
  | {
      readonly step: 'leave-group' | 'join-group';
      readonly connection: string;
      readonly accountId: string;
      readonly groupId: string;
      readonly groupName: string;
    }
  /** Grants are ended, pending requests by or for the person cancelled. */
  | { readonly step: 'close-access' }
  /** An API cannot do it: it is said in the thread, and somebody signs it off. */
  | { readonly step: 'by-hand'; readonly connection: string; readonly text: string };

/** What the approvers are shown and approve by its hash: never changed afterwards. */
export interface Plan {
  readonly subject: Principal;
  readonly impacts: readonly (Impact & { readonly connection: string })[];
  readonly steps: readonly PlannedStep[];
  /** Grants that end with it, as words. */
  readonly grants: readonly string[];
  /** Pending requests that are cancelled with it, by id. */
  readonly requests: readonly string[];
  /** Of which policies or stages they are the last approver, in words. */
  readonly lastApproverOf: readonly string[];
  /** null: it does not matter, because sign-in is given back. */
  readonly onCall: OnCallNow | null;
  /** null: at once. */
  readonly startsAt: Date | null;
  /** A reactivation gives back what this deactivation took. */
  readonly undoes: string | null;
  /** What could not be looked at, in words. */
  readonly unread: readonly string[];
}

export type StepStatus = 'waiting' | 'done' | 'failed' | 'skipped';

/** A step of a running deactivation and what came of it. */
export interface StepState {
  readonly position: number;
  readonly step: PlannedStep;
  readonly status: StepStatus;
  /** What was read back, or what went wrong, in words. */
  readonly evidence: string | null;
  readonly attempts: number;
  readonly at: Date | null;
  /** Who signed it off, where a person did it. */
  readonly by: string | null;
}

export interface Deactivation {
  readonly id: string;
  readonly kind: DeactivationKind;
  readonly status: DeactivationStatus;
  readonly revision: number;
  readonly approvalId: string;
  readonly requestedBy: Principal;
  readonly reason: string;
  readonly plan: Plan;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** The reactivation that gave it back. */
  readonly undoneBy: string | null;
}
