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
}

/** The receiver said no. */
export class SinkRefusal extends Error {
  /** false: the same delivery would be refused for ever (a wrong key, a malformed event): it goes to the dead letters. */
  readonly retry: boolean;
  /** Milliseconds that the receiver asks to be left alone; null = it did not say. */
  readonly afterMs: number | null;

  constructor(what: string, { retry, afterMs = null }: { retry: boolean; afterMs?: number | null }) {
    super(what);
    this.name = 'SinkRefusal';
    this.retry = retry;
    this.afterMs = afterMs;
  }
}
