import { expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { settingsProblems } from '../../src/checks/settings-problems.ts';
import { account, factors, judge, sms } from '../support/facts.ts';

it('names every one of 100,000 members whose only factor is weak', { timeout: 10_000 }, () => {
  const ids = Array.from({ length: 100_000 }, (_, i) => `u${i}`);
  const known = factors(Object.fromEntries(ids.map((id) => [id, [sms]])));
  const verdict = judge('mfa-weak-only', { accounts: ids.map((id) => account(id)), factors: known });

  expect('findings' in verdict && verdict.findings.length).toBe(ids.length);
});

it.each([
  ['mfa.members.min_percent', 0.95, 'less than one in a hundred; 95 is meant?'],
  ['mfa.members.min_percent', 950, 'more than all'],
  ['admins.global.max', -3, 'less than nothing'],
])('does not believe that %s is %d', (name, value, why) => {
  const thresholds = { [name]: value };
  const [problem, ...more] = settingsProblems({
    checks: { disabled: [], thresholds, exceptions: [], failOn: 'high' },
  });

  expect(problem).toContain(why);
  expect(more).toEqual([]);
});

it('believes each threshold that a check has', () => {
  const defaults = checks.flatMap((check) =>
    Object.entries(check.thresholds).map(([name, { value }]) => [name, value]),
  );
  const thresholds = Object.fromEntries(defaults);

  expect(settingsProblems({ checks: { disabled: [], thresholds, exceptions: [], failOn: 'high' } })).toEqual(
    [],
  );
});

it('suggests the check and the threshold that were meant', () => {
  const meant = settingsProblems({
    checks: {
      disabled: ['mfa-mising', checks[0]?.id ?? ''],
      thresholds: { 'admins.global.mx': 5 },
      exceptions: [],
      failOn: 'high',
    },
  });

  expect(meant).toEqual([
    'checks.disabled: there is no mfa-mising, did you mean mfa-missing?',
    'checks.thresholds: there is no admins.global.mx, did you mean admins.global.max?',
  ]);
});
