import type { Settings } from '../config/config.ts';
import { numberProblems, type Threshold } from '../domain/threshold.ts';
import { unknownName } from '../lib/nearest.ts';
import { detections } from './index.ts';
import { ownCauses, ownThresholds } from './own-causes.ts';

/** Names in lockstep.yaml that no detection has, and numbers that nobody can mean. */
export function settingsProblems({ detections: settings }: Pick<Settings, 'detections'>): string[] {
  const ids = [...detections, ...ownCauses].map(({ id }) => id);
  const known: Readonly<Record<string, Threshold>> = Object.assign(
    { ...ownThresholds },
    ...detections.map(({ thresholds }) => thresholds),
  );
  const where = 'detections.thresholds';
  return [
    ...settings.disabled.flatMap((id) => unknownName('detections.disabled', id, ids)),
    ...Object.keys(settings.thresholds).flatMap((name) => unknownName(where, name, Object.keys(known))),
    ...numberProblems(where, known, settings.thresholds),
  ];
}
