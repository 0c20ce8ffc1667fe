import type { Settings } from '../config/config.ts';
import type { Approval, ApprovalKind } from '../domain/approval.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Provider } from '../providers/provider.ts';
import type { Freeze } from '../store/freeze.ts';
import type { Db } from '../store/open.ts';
import type { Queue } from '../store/queue/queue.ts';

/**
 * What a feature does at the end of its approvals, inside the transaction that ends them: it stores and adds jobs,
 * it never reaches outside. What it throws undoes the end.
 */
export interface ApprovalEffect {
  readonly approved: (db: Db, approval: Approval) => Promise<void>;
  /** Denied, cancelled or expired. */
  readonly ended?: (db: Db, approval: Approval) => Promise<void>;
  /** Whether a freeze does not stop a yes to it; absent: every freeze does. */
  readonly passes?: (approval: Approval, freeze: Freeze) => boolean;
}

export type ApprovalEffects = Readonly<Partial<Record<ApprovalKind, ApprovalEffect>>>;

/** What asking, deciding and ending need. Inside a transaction `db` is its handle. */
export interface ApprovalTools {
  readonly db: Db;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly settings: Pick<Settings, 'channels'>;
  readonly effects: ApprovalEffects;
}

/** A connected directory as far as it says who may decide. */
export type ApproverSource = Pick<Provider, 'id' | 'lookUp' | 'relations'>;

/** A connected directory as far as it also proves that somebody is who they are. */
export type ProofSource = ApproverSource & Pick<Provider, 'secondFactor' | 'signIn'>;

/** What asking the directories needs. */
export interface ApproverTools {
  readonly providers: readonly ApproverSource[];
  readonly clock: Clock;
  readonly log: Log;
}

/** The feature behind a kind. Nothing is asked for that nobody would carry out. */
export function effectOfKind(
  { effects }: Pick<ApprovalTools, 'effects'>,
  kind: ApprovalKind,
): ApprovalEffect {
  const effect = effects[kind];
  if (effect === undefined) throw new Error(`nothing carries out an approval of kind ${kind}`);
  return effect;
}

/** What asking for a proof of a second factor, and taking one, needs. */
export interface ProofTools extends ApprovalTools, ApproverTools {
  readonly providers: readonly ProofSource[];
  /** Where browsers reach us; null = nobody can sign in. */
  readonly publicUrl: string | null;
}
