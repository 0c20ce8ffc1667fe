import type { FollowTools } from '../detections/follow.ts';
import { detections } from '../detections/index.ts';
import type { TaskTools } from './task.ts';

/** What following, judging and alerting need, out of a task's tools. */
export function detectionTools({ db, queue, clock, log, settings }: TaskTools): FollowTools {
  return { db, queue, clock, log, settings, detections };
}
