import type { Clock } from '../lib/clock.ts';
import type { MemberMove } from '../store/mirror-memberships.ts';
import type { Db } from '../store/open.ts';

export interface SyncTools {
  readonly db: Db;
  readonly clock: Clock;
  readonly progress?: (progress: SyncProgress) => void;
  /** Aborted: the pass ends where it is, its lease is given back, and the next call goes on. */
  readonly signal?: AbortSignal;
  /** Hears of memberships that really moved, inside the transaction that moves them. A first full pass tells nothing. */
  readonly onMoves?: (db: Db, moved: Moved) => Promise<void>;
}

export interface Moved {
  readonly connection: string;
  readonly moves: readonly MemberMove[];
  /** reconcile: a full pass found what the changes had not told. */
  readonly through: 'changes' | 'reconcile';
}

/** Printed while a pass runs; counts are of this pass. */
export interface SyncProgress {
  readonly connection: string;
  readonly stream: string;
  readonly mode: 'full' | 'changes';
  readonly pages: number;
  readonly accounts: number;
  readonly groups: number;
  readonly memberships: number;
}
