import type { Settings } from '../config/config.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../store/open.ts';
import type { Queue } from '../store/queue/queue.ts';

/** What raising and ending alerts needs. Inside a transaction `db` is its handle. */
export interface AlertTools {
  readonly db: Db;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly settings: Pick<Settings, 'alerts' | 'channels' | 'detections' | 'schedules' | 'sinks'>;
}

/** What saying an alert needs besides: which causes explain which. */
export interface RaisingTools extends AlertTools {
  /** Every cause that can be raised, with the wider ones (`unless`) that explain it, and whether it freezes when critical or is said whatever the hour. */
  readonly causes: readonly {
    readonly id: string;
    readonly unless: readonly string[];
    readonly freezes?: true;
    readonly always?: true;
  }[];
}

/** A sink through which somebody did something, and the receiver's id of the person. */
export interface Via {
  readonly sink: string;
  readonly person: string;
}

/** done: by this call. already: somebody was faster. over: it is resolved. unknown: there is no such alert. */
export type Outcome = 'done' | 'already' | 'over' | 'unknown';
