import type { Principal } from './principal.ts';

/**
 * scheduled: begins later. granting: the directory is being told. active: read back. revoking: its end has come.
 * ended: read back as gone, or kept because something else needs the membership. failed: never came to be.
 */
export type GrantStatus = 'scheduled' | 'granting' | 'active' | 'revoking' | 'ended' | 'failed';

/** A membership held by a subject from a time to a time. */
export interface Grant {
  readonly id: string;
  readonly status: GrantStatus;
  readonly revision: number;
  /** The approval that allowed it, or null for one that was adopted. */
  readonly approvalId: string | null;
  readonly connection: string;
  readonly groupId: string;
  /** As it was called when it was asked for. */
  readonly groupName: string;
  readonly subject: Principal;
  readonly accountId: string;
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
  readonly endedAt: Date | null;
  readonly endedBecause: string | null;
  /** The grant whose end this one moves: both overlap, so that there is no gap. */
  readonly extends: string | null;
  /** native: the vendor ends it too (PIM for Groups); bot: Lockstep alone does. */
  readonly expiry: 'bot' | 'native';
  readonly lastError: string | null;
}
