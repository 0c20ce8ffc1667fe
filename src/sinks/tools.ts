import type { Clock } from '../lib/clock.ts';

/** What every sink needs. */
export interface SinkTools {
  readonly clock: Clock;
  /** How long a receiver may take to answer; ten seconds when absent. */
  readonly timeoutMs?: number;
}
