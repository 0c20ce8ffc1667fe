import type { Grant } from '../domain/grant.ts';
import type { Obstacle } from '../domain/obstacle.ts';
import { SECOND_MS } from '../lib/clock.ts';
import type { Memberships } from '../providers/provider.ts';
import { obstacleOf } from './look.ts';
import { type AccessTools, membershipsIn } from './tools.ts';

/** Several grants of a group that end together are judged by one read of it, for so long. */
const SHARED_MS = 5 * SECOND_MS;

interface Read {
  readonly began: Date;
  /** null while it runs. */
  ended: Date | null;
  readonly obstacle: Promise<Obstacle | 'gone' | null>;
}

const reads = new WeakMap<Memberships, Map<string, Read>>();

/**
 * What stands in the way of changing the group of a grant that ends. A read serves every end that was decided before it
 * began, never one that was decided after it. One that failed is not kept.
 */
export async function obstacleAtEnd(
  tools: Pick<AccessTools, 'providers' | 'settings' | 'clock'>,
  grant: Pick<Grant, 'connection' | 'groupId' | 'since'>,
): Promise<Obstacle | 'gone' | null> {
  const { clock } = tools;
  const memberships = membershipsIn(tools.providers, grant.connection);
  const known = reads.get(memberships) ?? new Map<string, Read>();
  reads.set(memberships, known);
  const last = known.get(grant.groupId);
  const now = clock.now();
  if (last !== undefined && grant.since < last.began && isFresh(last, now)) return await last.obstacle;
  const read: Read = { began: now, ended: null, obstacle: obstacleOf(tools, grant) };
  known.set(grant.groupId, read);
  try {
    return await read.obstacle;
  } catch (error) {
    if (known.get(grant.groupId) === read) known.delete(grant.groupId);
    throw error;
  } finally {
    read.ended = clock.now();
  }
}

function isFresh({ ended }: Read, now: Date): boolean {
  return ended === null || now.getTime() - ended.getTime() <= SHARED_MS;
}
