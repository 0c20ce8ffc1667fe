import type { RaisingTools } from '../alerts/tools.ts';
import type { Settings } from '../config/config.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { OperatorError } from '../lib/operator-error.ts';
import type { LookUp, Memberships, Provider } from '../providers/provider.ts';
import type { Db } from '../store/open.ts';
import type { Queue } from '../store/queue/queue.ts';

/** A connected directory as far as access is concerned. */
export type AccessProvider = Pick<Provider, 'id' | 'lookUp' | 'memberships' | 'relations'>;

/** What asking for access, and ending it, needs. Inside a transaction `db` is its handle. */
export interface AccessTools {
  readonly db: Db;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: Settings;
  readonly providers: readonly AccessProvider[];
}

/** What carrying it out needs: what goes wrong for good is an alert. */
export type GrantTools = AccessTools & RaisingTools;

/** Throws NOT_CONNECTED where the directory cannot be changed from here. */
export function membershipsIn(providers: readonly AccessProvider[], connection: string): Memberships {
  return able(providers.find(({ id }) => id === connection)?.memberships, connection);
}

export function lookUpIn(providers: readonly AccessProvider[], connection: string): LookUp {
  return able(providers.find(({ id }) => id === connection)?.lookUp, connection);
}

function able<T>(capability: T | undefined, connection: string): T {
  if (capability !== undefined) return capability;
  throw new OperatorError(
    'NOT_CONNECTED',
    `${connection} is not connected, or Lockstep cannot change groups there`,
    'Connect it, and see `lockstep doctor` for what is missing.',
  );
}
