import type { Principal } from './principal.ts';

/**
 * scheduled: begins later. granting: the directory is being told. active: read back. revoking: its end has come.
 * ended: read back as gone, or kept because something else needs the membership. failed: never came to be.
 */
export type GrantStatus = 'scheduled' | 'granting' | 'active' | 'revoking' | 'ended' | 'failed';

/** Who is in which group of which directory. */
export interface MembershipKey {
  readonly connection: string;
  readonly groupId: string;
  readonly accountId: string;
}

/** A membership held by a subject from a time to a time. */
export interface Grant extends MembershipKey {
  readonly id: string;
  readonly status: GrantStatus;
  /** Moves with each change: the guard of every write. */
  readonly revision: number;
  /** Since when it is in this status. */
  readonly since: Date;
  readonly createdAt: Date;
  /** The approval that allowed it, or null for one that was adopted. */
  readonly approvalId: string | null;
  /** Of lockstep.yaml; null for one that was adopted by hand. */
  readonly policyId: string | null;
  /** As it was called when it was asked for. */
  readonly groupName: string;
  readonly subject: Principal;
  readonly login: string;
  readonly requestedBy: Principal;
  readonly reason: string;
  /** null: at once. */
  readonly startsAt: Date | null;
  /** The length that was approved in minutes, counted from the moment the membership was read back; null = permanent. */
  readonly minutes: number | null;
  readonly grantedAt: Date | null;
  /** null while not active, or permanent. */
  readonly expiresAt: Date | null;
  /** True when the membership was there before: the end of the grant then takes nothing. null until it was looked at. */
  readonly heldBefore: boolean | null;
  /** When the directory was first told to add; from then on it may be there. */
  readonly writtenAt: Date | null;
  /** When the directory was first told to remove. */
  readonly removedAt: Date | null;
  readonly endedAt: Date | null;
  /** From the moment its end was decided. */
  readonly endedBecause: string | null;
  /** The grant whose end this one moves: both overlap, so that there is no gap. */
  readonly extends: string | null;
  /** native: the vendor ends it too (PIM for Groups); bot: Lockstep alone does. */
  readonly expiry: 'bot' | 'native';
  /** Nothing was changed: Lockstep only said what it would do. */
  readonly dryRun: boolean;
  /** When its subject was told that it ends soon. */
  readonly remindedAt: Date | null;
  /** Since when the directory does not list the membership, although nobody ended the grant. */
  readonly missingAt: Date | null;
  /** When it was last begun, or tried in vain to carry it on; null while granting = its job is still to be added (begin.ts). */
  readonly triedAt: Date | null;
  /** What keeps it from going on, in words; null = nothing does. */
  readonly lastError: string | null;
}

/** Statuses in which a grant may hold, or soon hold, a membership. */
export const liveStatuses = ['scheduled', 'granting', 'active', 'revoking'] as const;

/** True for one that needs the membership now: it was read back, or is being made and knows what was there before. */
export function needsMembership({ status, heldBefore }: Pick<Grant, 'status' | 'heldBefore'>): boolean {
  return status === 'active' || (status === 'granting' && heldBefore !== null);
}

/** Why a grant ends at the time that was approved: what `endedBecause` then begins with. */
export const timeIsOver = 'its time is over';

/** When the end of a grant is, counted from when it was read back; null = it has none. */
export function endOf({ minutes }: Pick<Grant, 'minutes'>, grantedAt: Date): Date | null {
  return minutes === null ? null : new Date(grantedAt.getTime() + minutes * 60_000);
}
