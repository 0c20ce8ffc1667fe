import type { Settings } from '../config/config.ts';
import { nearest } from '../lib/nearest.ts';
import { checks } from './index.ts';

/** Names in lockstep.yaml that no check has: a typing mistake there would silently switch nothing off, or accept nothing. */
export function settingsProblems({ checks: settings }: Pick<Settings, 'checks'>): string[] {
  const ids = checks.map(({ id }) => id);
  const thresholds = checks.flatMap((check) => Object.keys(check.thresholds));
  return [
    ...settings.disabled.flatMap((id) => unknown('checks.disabled', id, ids)),
    ...settings.exceptions.flatMap(({ check }) => unknown('checks.exceptions', check, ids)),
    ...Object.keys(settings.thresholds).flatMap((name) => unknown('checks.thresholds', name, thresholds)),
  ];
}

function unknown(where: string, name: string, known: readonly string[]): string[] {
  if (known.includes(name)) return [];
  const close = nearest(name, known);
  return [`${where}: there is no ${name}${close === undefined ? '' : `, did you mean ${close}?`}`];
}
