/** Where alerts go besides Slack: on-call and log collectors. Each delivery waits in the outbox until the receiver took it. */
import type { Alert, SinkAction } from '../domain/alert.ts';

/** One thing to tell one sink. The same delivery may be sent twice: receivers deduplicate by the fingerprint and the delivery id. */
export interface Delivery {
  readonly id: string;
  readonly action: SinkAction;
  readonly alert: Alert;
  readonly at: Date;
}

export interface Sink {
  /** Its name in lockstep.yaml, unique. */
  readonly id: string;
  readonly kind: string;
  /**
   * Resolves when the receiver took it. Throws SinkRefusal when it did not; anything else thrown counts as worth
   * another try.
   */
  readonly deliver: (delivery: Delivery) => Promise<void>;
  /** What `doctor` prints: null = it answers and accepts the credential, else what is wrong. Absent: cannot be asked without waking somebody. */
  readonly probe?: () => Promise<string | null>;
  /** What people do at the receiver, told back at POST /hooks/<kind>. Absent: it has no way, or no secret for it is set. */
  readonly inbound?: Inbound;
}

export interface Inbound {
  /** Judges one call by its signature, then reads it. */
  readonly read: (call: {
    readonly header: (name: string) => string | null;
    readonly body: string;
  }) => InboundWord;
  /** Under which key the receiver knows a cause. */
  readonly keyOf: (fingerprint: string) => string;
}

export type InboundWord =
  | { readonly ok: true; readonly acts: readonly InboundAct[] }
  | { readonly ok: false; readonly because: 'no_signature' | 'wrong_signature' | 'not_understood' };

/** What somebody did at a receiver. */
export interface InboundAct {
  /** As it was sent to the receiver. */
  readonly key: string;
  readonly action: Exclude<SinkAction, 'trigger'>;
  /** The receiver's id of the person. */
  readonly by: string;
  /** The receiver's id of this word: it may come twice, and late. */
  readonly eventId: string;
  readonly at: Date;
}

/** What follows from a no: another try, or something to do. */
type Follows =
  | { readonly retry: true; readonly afterMs?: number | null }
  /** What to do about it; ends with a full stop. */
  | { readonly retry: false; readonly next: string };

/** The receiver said no. */
export class SinkRefusal extends Error {
  /** What it said, without what follows from it. */
  readonly what: string;
  /** false: the same delivery would be refused for ever (a wrong key, a malformed event): it goes to the dead letters. */
  readonly retry: boolean;
  /** Milliseconds that the receiver asks to be left alone; null = it did not say. */
  readonly afterMs: number | null;

  constructor(what: string, follows: Follows) {
    super(follows.retry ? `${what}. It is tried again by itself.` : `${what}. Next: ${follows.next}`);
    this.name = 'SinkRefusal';
    this.what = what;
    this.retry = follows.retry;
    this.afterMs = follows.retry ? (follows.afterMs ?? null) : null;
  }
}
