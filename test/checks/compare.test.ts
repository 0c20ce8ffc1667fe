import { expect, it } from 'vitest';
import type { Verdict } from '../../src/checks/check.ts';
import { compare } from '../../src/checks/compare.ts';
import type { CheckResult, Severity } from '../../src/domain/finding.ts';
import type { OpenFinding } from '../../src/store/runs.ts';
import { checkOf, daysAgo, now } from '../support/facts.ts';

const check = checkOf('saml-certificate-ending-okta');
const open = {
  check: check.id,
  severity: 'high',
  subject: 'Jira',
  message: 'it ends',
  accepted: false,
} as const;

function after(verdict: Verdict, change: Partial<OpenFinding> = {}, until?: Date): CheckResult {
  const accepted = { check: check.id, subject: 'Jira', owner: 'ann', reason: 'known' };
  return compare(check, verdict, {
    connection: 'okta',
    known: new Map([[`${check.id}:okta:Jira`, { ...open, since: daysAgo(3), ...change }]]),
    judged: new Set([check.id]),
    now,
    exceptions: until === undefined ? [] : [{ ...accepted, until }],
  });
}

const states = ({ findings }: CheckResult) => findings.map(({ subject, state }) => `${subject} ${state}`);

it('tells what is gone where a check no longer applies, and does not drop it in silence', () => {
  const result = after({ status: 'not_applicable', reason: 'not_applicable', sentence: 'no SAML' });

  expect(result.status).toBe('not_applicable');
  expect(states(result)).toEqual(['Jira resolved']);
});

it('calls nothing gone where a check could not look', () => {
  const verdict = { status: 'not_evaluated', reason: 'not_permitted', sentence: 'refused' } as const;

  expect(states(after(verdict))).toEqual([]);
});

it('tells what is gone where a check passes', () => {
  expect(states(after({ findings: [] }))).toEqual(['Jira resolved']);
});

const jira = (severity: Severity): Verdict => ({
  findings: [{ subject: 'Jira', severity, message: 'it ends' }],
});
const was = ({ findings }: CheckResult) => findings.map((finding) => finding.was ?? 'as before');

it.each([
  ['critical', 'high'],
  ['high', 'as before'],
  ['low', 'as before'],
] as const)('says of a finding that was high and is %s: %s', (severity, said) => {
  const result = after(jira(severity));

  expect(was(result)).toEqual([said]);
  expect(states(result)).toEqual(['Jira standing']);
});

it('says when what somebody accepted is no longer accepted', () => {
  expect(was(after(jira('high'), { accepted: true }, daysAgo(1)))).toEqual(['accepted']);
});

it('says nothing of what is still accepted, however grave it became', () => {
  const result = after(jira('critical'), { accepted: true }, daysAgo(-1));

  expect(was(result)).toEqual(['as before']);
  expect(states(result)).toEqual(['Jira accepted']);
});
