import type { Settings } from '../config/config.ts';
import { unknownName } from '../lib/nearest.ts';
import { checks } from './index.ts';

/** Names in lockstep.yaml that no check has: a typing mistake there would silently switch nothing off, or accept nothing. */
export function settingsProblems({ checks: settings }: Pick<Settings, 'checks'>): string[] {
  const ids = checks.map(({ id }) => id);
  const thresholds = checks.flatMap((check) => Object.keys(check.thresholds));
  return [
    ...settings.disabled.flatMap((id) => unknownName('checks.disabled', id, ids)),
    ...settings.exceptions.flatMap(({ check }) => unknownName('checks.exceptions', check, ids)),
    ...Object.keys(settings.thresholds).flatMap((name) => unknownName('checks.thresholds', name, thresholds)),
  ];
}
