import type { Settings } from '../config/config.ts';
import { unknownName } from '../lib/nearest.ts';
import { detections } from './index.ts';

/** Names in lockstep.yaml that no detection has: a typing mistake there would silently switch nothing off. */
export function settingsProblems({ detections: settings }: Pick<Settings, 'detections'>): string[] {
  const ids = detections.map(({ id }) => id);
  const thresholds = detections.flatMap((detection) => Object.keys(detection.thresholds));
  return [
    ...settings.disabled.flatMap((id) => unknownName('detections.disabled', id, ids)),
    ...Object.keys(settings.thresholds).flatMap((name) =>
      unknownName('detections.thresholds', name, thresholds),
    ),
  ];
}
