import { expect, it } from 'vitest';
import type { Verdict } from '../../src/checks/check.ts';
import { compare } from '../../src/checks/compare.ts';
import type { CheckResult } from '../../src/domain/finding.ts';
import { checkOf, daysAgo, now } from '../support/facts.ts';

const check = checkOf('saml-certificate-ending-okta');
const open = { check: check.id, severity: 'high', subject: 'Jira', message: 'it ends' } as const;

function after(verdict: Verdict): CheckResult {
  return compare(check, verdict, {
    connection: 'okta',
    known: new Map([[`${check.id}:okta:Jira`, { ...open, since: daysAgo(3) }]]),
    judged: new Set([check.id]),
    now,
    exceptions: [],
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
