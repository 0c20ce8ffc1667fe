import type { Settings } from '../config/config.ts';
import { numberProblems, type Threshold } from '../domain/threshold.ts';
import { unknownName } from '../lib/nearest.ts';
import { checks } from './index.ts';

/**
 * Names in lockstep.yaml that no check has, and numbers that nobody can mean: a typing mistake there would silently switch
 * nothing off, or let everything pass.
 */
export function settingsProblems({ checks: settings }: Pick<Settings, 'checks'>): string[] {
  const ids = checks.map(({ id }) => id);
  const known: Readonly<Record<string, Threshold>> = Object.assign({}, ...checks.map((c) => c.thresholds));
  const where = 'checks.thresholds';
  return [
    ...settings.disabled.flatMap((id) => unknownName('checks.disabled', id, ids)),
    ...settings.exceptions.flatMap(({ check }) => unknownName('checks.exceptions', check, ids)),
    ...Object.keys(settings.thresholds).flatMap((name) => unknownName(where, name, Object.keys(known))),
    ...numberProblems(where, known, settings.thresholds),
  ];
}
