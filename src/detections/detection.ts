import type { Offer, Sample } from '../domain/alert.ts';
import type { BreakGlassEntry } from '../domain/break-glass.ts';
import type { ProviderKind } from '../domain/connection.ts';
import type { DirectoryEvent } from '../domain/event.ts';
import type { Severity } from '../domain/finding.ts';
import type { Threshold } from '../domain/threshold.ts';
import type { LocalTime } from '../lib/local-time.ts';

/** Something a detection has to say about one cause. */
export type Signal = Raise | Clear;

export interface Raise {
  /** What makes two signals one cause; with the detection and the connection it is the alert's fingerprint. */
  readonly key: string;
  readonly message: string;
  /** One line for the list of samples. */
  readonly sample: Sample;
  /** Only where it differs from the detection's own. */
  readonly severity?: Severity;
  readonly title?: string;
  readonly fix?: string;
  /** Whom it concerns, where the count is of distinct subjects (400 people, one dead key). */
  readonly subject?: string;
  /** Only where it differs from the detection's own. */
  readonly patienceMs?: number;
  readonly offers?: readonly Offer[];
}

/** The cause is gone, or one subject of it. */
export interface Clear {
  /** Alerts of this detection and connection whose key begins so. */
  readonly clears: string;
  readonly because: string;
  /** Only this subject recovered; the alert ends when none is left. */
  readonly subject?: string;
}

/** How many events of some names happened to one thing lately. */
export interface Tally {
  /** Event names; the window ends with the newest of them. */
  readonly names: readonly string[];
  readonly windowMs: number;
  readonly by: 'group' | 'actor' | 'app' | 'account' | 'connection';
  readonly outcome?: DirectoryEvent['outcome'];
  /** Without what Lockstep took at the end that was approved with it (`ended`). */
  readonly besidesEnds?: true;
}

export interface Counted {
  readonly events: number;
  /** Distinct accounts among them. */
  readonly accounts: number;
}

/** What a detection may look at besides the event; all of it was read before, so judging is pure. */
export interface Watching {
  readonly now: Date;
  readonly kind: ProviderKind;
  /** The time on the wall where people work (`schedules.timezone`). */
  readonly localTime: (at: Date) => LocalTime;
  /** The value of one of the detection's own thresholds, after `detections.thresholds` of lockstep.yaml. */
  readonly threshold: (name: string) => number;
  /** The detection's own tally for what this event is about. */
  readonly tally: (name: string) => Counted;
  /** The registry entry behind an account id or login of this connection. */
  readonly breakGlass: (idOrLogin: string) => BreakGlassEntry | undefined;
  /** True if a drill of this account was announced (`/idp breakglass drill`) when something happened. */
  readonly inDrill: (login: string, at: Date) => boolean;
  /** Account ids that hold an administrator role, as last read; null = could not be read. */
  readonly admins: ReadonlySet<string> | null;
  /** How many holders of the top role are left, as last read; null = could not be read. */
  readonly topAdmins: number | null;
  /** Whether an account is one of them. */
  readonly holdsTop: (accountId: string) => boolean;
  /** Whether an account is known to have held the highest role before these events. */
  readonly wasTop: (accountId: string) => boolean;
  readonly isGuest: (accountId: string) => boolean;
  /** How a group is watched (`watch` in lockstep.yaml), by id. */
  readonly watched: (groupId: string) => 'sensitive' | 'watched' | 'ordinary';
  /** Members now, after the events of this batch; null = the mirror does not know the group. */
  readonly memberCount: (groupId: string) => number | null;
  /** True where an approved restore put this account back into this group about now. */
  readonly restored: (groupId: string, accountId: string) => boolean;
  /** True where Lockstep took this membership about now, at the end that was approved with it; null = any of the account. */
  readonly ended: (groupId: string | null, accountId: string) => boolean;
  readonly groupName: (groupId: string) => string | null;
  readonly accountName: (accountId: string) => string | null;
  /** Accounts of this directory, for shares; null before the first sync. */
  readonly accountCount: number | null;
}

/** Event → alert. The id is the file's name. */
export interface Detection {
  readonly id: string;
  /** The catalogue number, e.g. W-03. */
  readonly ref: string;
  readonly title: string;
  readonly severity: Severity;
  readonly why: string;
  /** What the reader should do, at three in the morning too. */
  readonly fix: string;
  /** What a vendor does not tell, so that nobody waits for it here. */
  readonly blind?: string;
  /** Public rules and documents it rests on. */
  readonly source: readonly string[];
  /** Exact names, or a beginning that ends with `*`; by kind of provider. */
  readonly events: Readonly<Partial<Record<ProviderKind, readonly string[]>>>;
  readonly thresholds: Readonly<Record<string, Threshold>>;
  readonly tallies: Readonly<Record<string, Tally>>;
  /** Waits this long before it speaks; what clears meanwhile is never said. */
  readonly patienceMs: number;
  /** Detections of the same connection that explain this one: it stays quiet while one of them is open. */
  readonly unless: readonly string[];
  /** It is said whatever the hour: neither quiet hours nor a maintenance window holds it back. */
  readonly always?: true;
  /** A critical alert of it freezes Lockstep's own writes. */
  readonly freezes?: true;
  /** What heals it, in words for the page; absent: it ends when somebody resolves it. */
  readonly endsBy?: string;
  readonly evaluate: (event: DirectoryEvent, watching: Watching) => readonly Signal[];
}

/** For symmetry with checks: a detection is data and one pure function. */
export function defineDetection(detection: Detection): Detection {
  return detection;
}
