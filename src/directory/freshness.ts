import { HOUR_MS } from '../lib/clock.ts';
import type { Db } from '../store/open.ts';
import { syncState } from '../store/sync-state.ts';

/** A mirror that was brought up to date within this time is judged as it is. */
const FRESH_MS = HOUR_MS;

/** True when every stream of the mirror finished its last pass, and lately. */
export async function mirrorIsFresh(db: Db, connection: string, now: Date): Promise<boolean> {
  for (const stream of ['accounts', 'groups'] as const) {
    const state = await syncState(db, connection, stream);
    if (state?.finishedAt == null) return false;
    if (now.getTime() - state.finishedAt.getTime() > FRESH_MS) return false;
  }
  return true;
}
