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
