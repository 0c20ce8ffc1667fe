import type { MembershipKey } from './grant.ts';
import type { Principal } from './principal.ts';

/** A membership that somebody removed and that is to be put back. */
export interface RemovedMember extends MembershipKey {
  readonly groupName: string;
  readonly login: string;
  /** By the vendor's clock. */
  readonly removedAt: Date;
}

/** done: the directory lists it. skipped: it is not to be put back (any more). failed: it could not be. */
export type RestoreStatus = 'waiting' | 'done' | 'skipped' | 'failed';

/** One membership of a restore and what came of it. */
export interface RestoreMember extends RemovedMember {
  readonly position: number;
  readonly status: RestoreStatus;
  /** What was read back, or what stands in the way, in words. */
  readonly evidence: string | null;
  /** Since when the directory may have been told; written down before it is. */
  readonly writtenAt: Date | null;
  readonly triedAt: Date | null;
  /** When it was settled. */
  readonly at: Date | null;
}

/** The memberships of one approved list being put back. incomplete: some failed, and the card names them. */
export interface Restore {
  readonly id: string;
  readonly status: 'running' | 'done' | 'incomplete';
  readonly approvalId: string;
  readonly alertId: string;
  readonly connection: string;
  readonly requestedBy: Principal;
  /** The alerts whose brake does not hold it (docs/decisions/0006). */
  readonly passes: readonly string[];
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  /** What holds all of it up, in words. */
  readonly waits: string | null;
}
