import { expect, it } from 'vitest';
import { quietUntil } from '../../src/alerts/quiet.ts';
import type { Settings } from '../../src/config/config.ts';
import type { Severity } from '../../src/domain/finding.ts';
import { quietSettings } from '../support/settings.ts';

const noon = new Date('2026-11-24T12:00:00Z');
const end = new Date('2026-11-24T14:00:00Z');
const window = { since: new Date('2026-11-24T11:00:00Z'), until: end, reason: 'a move' };
const quiet = quietSettings();

const during = (connection: string | null): Settings =>
  quietSettings({ detections: { ...quiet.detections, maintenance: [{ ...window, connection }] } });
const atNight = (since: string, until: string, timezone = 'UTC'): Settings =>
  quietSettings({
    alerts: { ...quiet.alerts, quietHours: { since, until } },
    schedules: { ...quiet.schedules, timezone },
  });
const untilWhen = (settings: Settings, severity: Severity, now = noon, connection = 'okta') =>
  quietUntil(settings, { connection, severity }, now);

it('maintenance of one directory keeps everything of it quiet, and nothing of another', () => {
  expect(untilWhen(during('okta'), 'critical')).toEqual(end);
  expect(untilWhen(during('okta'), 'critical', noon, 'entra')).toBeNull();
});

it('maintenance of everything keeps quiet what is not critical: that would hide an attack', () => {
  expect(untilWhen(during(null), 'high')).toEqual(end);
  expect(untilWhen(during(null), 'critical')).toBeNull();
});

it('maintenance begins with its first moment, and its last one is not of it', () => {
  expect(untilWhen(during('okta'), 'high', window.since)).toEqual(end);
  expect(untilWhen(during('okta'), 'high', new Date(window.since.getTime() - 1))).toBeNull();
  expect(untilWhen(during('okta'), 'high', end)).toBeNull();
});

it.each([
  ['low', end],
  ['medium', end],
  ['high', null],
  ['critical', null],
] as const)('quiet hours keep %s quiet until %j', (severity, until) => {
  expect(untilWhen(atNight('11:00', '14:00'), severity)).toEqual(until);
});

it.each([
  ['22:00', '07:00', '2026-11-24T21:59:00Z', null],
  ['22:00', '07:00', '2026-11-24T22:00:00Z', '2026-11-25T07:00:00.000Z'],
  ['22:00', '07:00', '2026-11-25T06:59:00Z', '2026-11-25T07:00:00.000Z'],
  ['22:00', '07:00', '2026-11-25T07:00:00Z', null],
])('quiet hours from %s to %s are over midnight: at %s until %j', (since, until, now, wanted) => {
  expect(untilWhen(atNight(since, until), 'low', new Date(now))?.toISOString() ?? null).toBe(wanted);
});

it('quiet hours are those of the time zone of lockstep.yaml', () => {
  expect(untilWhen(atNight('12:30', '15:00', 'Europe/Berlin'), 'low')).toEqual(end);
  expect(untilWhen(atNight('11:30', '12:30', 'Europe/Berlin'), 'low')).toBeNull();
});
