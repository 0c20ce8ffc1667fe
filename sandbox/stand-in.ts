import type { Faults } from './faults.ts';

/** One vendor's stand-in, listening on loopback. */
export interface StandIn {
  /** http://127.0.0.1:<port>, no trailing slash. */
  readonly url: string;
  readonly faults: Faults;
  /** Requests answered so far: `METHOD /path?query`, for tests and the bench. */
  readonly requests: () => readonly string[];
  readonly requestCount: () => number;
  readonly forgetRequests: () => void;
  readonly close: () => Promise<void>;
}

export interface StandInOptions {
  readonly port?: number;
  /** Rate and concurrency limits like the vendor's; off by default so that tests are quick. */
  readonly limits?: boolean;
  /** The vendor's clock minus ours. */
  readonly clockSkewMs?: number;
}
