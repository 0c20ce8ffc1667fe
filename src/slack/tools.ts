import type { Settings, SlackConfig } from '../config/config.ts';
import type { Offer } from '../domain/alert.ts';
import type { Connection } from '../domain/connection.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { LookUp } from '../providers/provider.ts';
import type { Db } from '../store/open.ts';
import type { Queue } from '../store/queue/queue.ts';

/** What the chat surface may use. */
export interface SlackTools {
  readonly config: SlackConfig;
  readonly settings: Settings;
  readonly db: Db;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly log: Log;
  /** Live reads about people, by connection. */
  readonly lookUps: ReadonlyMap<string, LookUp>;
  readonly connections: readonly Connection[];
  /** What can be done about alerts, by connection. */
  readonly remedies: ReadonlyMap<string, ReadonlySet<Offer['action']>>;
  /** Where signed requests arrive in HTTP mode; default 127.0.0.1:3001. */
  readonly http?: { readonly host: string; readonly port: number };
}
