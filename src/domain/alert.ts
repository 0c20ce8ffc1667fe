import { createHash } from 'node:crypto';
import type { Severity } from './finding.ts';

/**
 * pending: raised, and silent until its patience is over or a wider cause is ruled out. open: said.
 * acknowledged: somebody has it. snoozed: quiet until a time. resolved: over.
 */
export type AlertState = 'pending' | 'open' | 'acknowledged' | 'snoozed' | 'resolved';

/** One line of evidence: the event it came from and what it says. The same id later replaces the line (a late actor). */
export interface Sample {
  readonly id: string;
  readonly text: string;
}

/** What was done about an alert since it was said, in words for its card. */
export interface AlertNote {
  readonly at: Date;
  /** Slack user id, or `lockstep`. */
  readonly by: string;
  /** Untrusted: it may quote a vendor or a person. */
  readonly text: string;
  /** The Slack user whom it is about, named behind the text. */
  readonly whom?: string;
  /** What was carried out or asked: the key of an offer, or `freeze`; absent: only words. */
  readonly about?: string;
  /** How often that had been done before: a click counts for one round. */
  readonly round?: number;
}

/** One cause, one alert. */
export interface Alert {
  readonly id: string;
  /** detection:connection:key, the same for the same cause. */
  readonly fingerprint: string;
  readonly detection: string;
  readonly connection: string;
  readonly key: string;
  readonly severity: Severity;
  readonly title: string;
  readonly message: string;
  readonly fix: string;
  readonly state: AlertState;
  /** How often it happened, or how many subjects it concerns where the detection names them. */
  readonly count: number;
  readonly samples: readonly Sample[];
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** Not said before this. */
  readonly visibleAt: Date;
  /** The alert that explains this one; it then says nothing itself. */
  readonly coveredBy: string | null;
  readonly announcedAt: Date | null;
  readonly pagedAt: Date | null;
  readonly acknowledgedAt: Date | null;
  /** Slack user id, or the name of the sink through which it came. */
  readonly acknowledgedBy: string | null;
  readonly snoozedUntil: Date | null;
  readonly resolvedAt: Date | null;
  readonly resolvedBecause: string | null;
  /** Slack user id, the name of a sink, or `lockstep` when the cause went away by itself. */
  readonly resolvedBy: string | null;
  /** How often it came back within the hour after it was over: it is then the same alert again. */
  readonly relapses: number;
  /** What it can offer as buttons: ids of actions with what they act on, e.g. {action: 'restart-job', on: {...}}. */
  readonly offers: readonly Offer[];
  /** Oldest first. */
  readonly notes: readonly AlertNote[];
  /** Moves with every change, so that a message that was edited meanwhile is edited again. */
  readonly revision: number;
}

/** Something that can be done about an alert, as a job, by somebody with the role. */
export interface Offer {
  readonly action:
    | 'ask-actor'
    | 'restore-members'
    | 'intended'
    | 'validate-credentials'
    | 'restart-job'
    | 'provision-on-demand'
    | 'retry-push';
  readonly on: Readonly<Record<string, string>>;
}

/** Names an offer in a button: the same action on the same things, wherever it stands in the list by then. */
export function offerKey({ action, on }: Offer): string {
  const parts = Object.entries(on).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `${action}:${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12)}`;
}

/** Whether something was done in a round already. */
export function wasDone({ notes }: Pick<Alert, 'notes'>, about: string, round: number): boolean {
  return notes.some((note) => note.about === about && note.round === round);
}

/** The round that a click from now on belongs to. */
export function nextRound({ notes }: Pick<Alert, 'notes'>, about: string): number {
  return Math.max(-1, ...notes.filter((note) => note.about === about).map(({ round }) => round ?? 0)) + 1;
}

/** What is told to a sink about an alert. */
export type SinkAction = 'trigger' | 'acknowledge' | 'resolve';
