import { MINUTE_MS, SECOND_MS } from '../lib/clock.ts';
import type { DirectoryStream, Provider } from '../providers/provider.ts';
import { isLeased } from '../store/leases.ts';
import { syncState } from '../store/sync-state.ts';
import type { FollowTools } from './follow.ts';

/** A poll that fails is tried again after five minutes at the latest. */
const LATE_MS = 15 * MINUTE_MS;
/** As for a feed: so many of its intervals. */
const LATE_INTERVALS = 5;

/** How long ago a stream was last read to its end. */
export interface StreamAge {
  readonly name: string;
  readonly ms: number;
  readonly late: boolean;
  /** Somebody reads this directory now: then it is not late. */
  readonly beingRead: boolean;
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
    if (state?.mode !== 'changes') continue;
    const ms = now.getTime() - (state.finishedAt ?? state.startedAt).getTime();
    const most = Math.max(LATE_MS, LATE_INTERVALS * intervalOf(tools, stream, stream.pollMs));
    ages.push({ name: stream.name, ms, late: !beingRead && ms > most, beingRead });
  }
  return ages;
}

function intervalOf({ settings }: FollowTools, { name }: DirectoryStream, usualMs: number): number {
  const seconds = settings.watch.pollSeconds[name];
  return seconds === undefined ? usualMs : seconds * SECOND_MS;
}
