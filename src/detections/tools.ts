import type { FollowTools } from './follow.ts';
import { detections } from './index.ts';
import { ownCauses } from './own-causes.ts';

/** What following, judging and alerting need, with every detection of the catalogue. */
export function detectionTools({
  db,
  queue,
  clock,
  log,
  settings,
}: Omit<FollowTools, 'detections' | 'causes'>): FollowTools {
  return { db, queue, clock, log, settings, detections, causes: [...detections, ...ownCauses] };
}
