import { expect, it } from 'vitest';
import { everComes, lastTime } from '../../src/lib/cron.ts';

const weekdaysAtSeven = '0 7 * * 1-5';

it.each([
  ['2026-11-24T06:00:00Z', '2026-11-24T06:00:00.000Z', 'the slot that is due right now'],
  ['2026-11-24T05:59:58Z', '2026-11-23T06:00:00.000Z', 'the one before, a moment earlier'],
  ['2026-11-22T12:00:00Z', '2026-11-20T06:00:00.000Z', "Friday's, on a Sunday"],
  ['2026-07-01T12:00:00Z', '2026-07-01T05:00:00.000Z', 'seven in summer time'],
])('at %s the last time is %s: %s', (now, slot) => {
  expect(lastTime(weekdaysAtSeven, 'Europe/Berlin', new Date(now))?.toISOString()).toBe(slot);
});

it('knows no last time of what comes in leap years only, or never, and does not fail', () => {
  const now = new Date('2026-11-24T06:00:00Z');

  expect(lastTime('0 7 29 2 *', 'UTC', now)).toBeNull();
  expect(lastTime('0 7 31 4 *', 'UTC', now)).toBeNull();
});

it.each([
  ['0 7 * * 1-5', true],
  ['0 7 29 2 *', true],
  ['0 7 31 4 *', false],
  ['99 7 * * *', false],
  ['0 7 * * noday', false],
])('of %s it is %s that its time comes', (expression, comes) => {
  expect(everComes(expression)).toBe(comes);
});
