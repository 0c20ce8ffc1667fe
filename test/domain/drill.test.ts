import { expect, it } from 'vitest';
import { drillFault, lastDrills } from '../../src/domain/drill.ts';
import { daysAgo, now } from '../support/facts.ts';

const drill = (login: string, days: number) => ({ connection: 'okta', login, closedAt: daysAgo(days) });

it('knows the newest drill of each login, whatever its case and the order', () => {
  const last = lastDrills([
    drill('BG1@acme.test', 40),
    drill('bg1@acme.test', 3),
    drill('bg1@Acme.test', 90),
  ]);

  expect([...last]).toEqual([['bg1@acme.test', daysAgo(3)]]);
});

it.each([
  ['never', undefined, { late: true, message: 'it was never drilled' }],
  ['within the time', 10, null],
  ['on the day before the warning begins', 76, null],
  ['soon due', 77, { late: false, message: 'its next drill is due in 13 days' }],
  ['due today', 90, { late: false, message: 'its next drill is due in 0 days' }],
  ['one day late', 91, { late: true, message: 'its last drill was 91 days ago, 90 are allowed' }],
])('judges an account that was drilled: %s', (_, days, fault) => {
  const at = days === undefined ? undefined : daysAgo(days);

  expect(drillFault(at, { now, days: 90, warn: 14 })).toEqual(fault);
});
