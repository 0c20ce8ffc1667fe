import { MINUTE_MS } from '../lib/clock.ts';
import type { Provider } from '../providers/provider.ts';
import { isLeased } from '../store/leases.ts';
import { type SyncState, syncState } from '../store/sync-state.ts';
import type { FollowTools } from './follow.ts';
import { longestUnread } from './poll-interval.ts';

/** A poll that fails is tried again after five minutes at the latest. */
const LATE_MS = 15 * MINUTE_MS;

/** How long ago a stream was last read to its end. */
export interface StreamAge {
  readonly name: string;
  readonly ms: number;
  /** unknown: somebody reads this directory now, or a pass over everything was cut off a moment ago. */
  readonly state: 'speaks' | 'late' | 'unknown';
  /** A pass over everything did not end: until one does, nobody asks what changed. */
  readonly cutOff: boolean;
}

/**
 * Streams of the mirror that are asked all the time, like a log: where one is not read to its end, changes go unseen. Nothing
 * is said of one while somebody reads this directory: a pass over everything takes its time.
 */
export async function streamAges(tools: FollowTools, provider: Provider): Promise<readonly StreamAge[]> {
  const now = tools.clock.now();
  const beingRead = await isLeased(tools.db, `sync:${provider.id}`, now);
  const ages: StreamAge[] = [];
  for (const stream of provider.directory ?? []) {
    if (stream.pollMs === undefined) continue;
    const state = await syncState(tools.db, provider.id, stream.name);
    // Before the first pass there is nothing to compare with.
    if (state === null || (state.generation === 1 && isCutOff(state))) continue;
    const ms = now.getTime() - (state.finishedAt ?? state.startedAt).getTime();
    const { name } = stream;
    const isLate = ms > longestUnread(tools, { name, usualMs: stream.pollMs, leastMs: LATE_MS });
    const cutOff = isCutOff(state);
    const isUnknown = beingRead || (cutOff && !isLate);
    const known = isLate ? 'late' : 'speaks';
    ages.push({ name, ms, state: isUnknown ? 'unknown' : known, cutOff });
  }
  return ages;
}

function isCutOff({ mode, finishedAt }: SyncState): boolean {
  return mode === 'full' && finishedAt === null;
}
