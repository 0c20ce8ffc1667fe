import type { Settings } from '../config/config.ts';
import { unknownName } from '../lib/nearest.ts';
import { detections } from './index.ts';
import { ownCauses, ownThresholds } from './own-causes.ts';

/** Names in lockstep.yaml that no detection has: a typing mistake there would silently switch nothing off. */
export function settingsProblems({ detections: settings }: Pick<Settings, 'detections'>): string[] {
  const ids = [...detections, ...ownCauses].map(({ id }) => id);
  const thresholds = [ownThresholds, ...detections.map((detection) => detection.thresholds)].flatMap(
    Object.keys,
  );
  return [
    ...settings.disabled.flatMap((id) => unknownName('detections.disabled', id, ids)),
    ...Object.keys(settings.thresholds).flatMap((name) =>
      unknownName('detections.thresholds', name, thresholds),
    ),
  ];
}
