import { expect, it } from 'vitest';
import { scores } from '../../src/checks/health.ts';
import { findingOf, resultOf } from '../report/sample.ts';

const pass = resultOf({ check: 'admin-guest', status: 'pass', severity: 'medium' });
const fail = resultOf({ status: 'fail', severity: 'medium', findings: [findingOf()] });
const accepted = resultOf({
  status: 'pass',
  severity: 'critical',
  findings: [findingOf({ state: 'accepted' })],
});
const blind = resultOf({ status: 'not_evaluated', severity: 'critical' });
const without = resultOf({ status: 'not_applicable', severity: 'critical' });

it.each([
  ['nothing', [], null, null],
  ['a pass and a failure', [pass, fail], 0.5, 1],
  ['what is accepted in coverage alone', [pass, fail, accepted], 0.5, 1],
  ['no health where all is accepted', [accepted], null, 1],
  ['what could not be evaluated against coverage', [pass, blind], 1, 0.5],
  ['nothing that does not apply', [pass, without], 1, 1],
  ['nothing of the bot itself', [pass, resultOf({ check: 'lockstep-blind' })], 1, 1],
  ['the graver the more', [pass, resultOf({ severity: 'critical', findings: [findingOf()] })], 2 / 12, 1],
])('counts %s', (_, results, health, coverage) => {
  expect(scores({ results })).toEqual({ health, coverage });
});

it('counts a pass whose last finding is gone as a pass', () => {
  const mended = resultOf({ status: 'pass', findings: [findingOf({ state: 'resolved' })] });

  expect(scores({ results: [mended] }).health).toBe(1);
});
