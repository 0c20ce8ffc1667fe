import { describe, expect, it } from 'vitest';
import { type Check, defineCheck, type Verdict } from '../../src/checks/check.ts';
import { compare } from '../../src/checks/compare.ts';
import { verdictOn } from '../../src/checks/run.ts';
import { OperatorError } from '../../src/lib/operator-error.ts';
import { account, now } from '../support/facts.ts';

/** A check that has nothing to complain about, whatever it is given. */
const content = defineCheck({
  id: 'nothing-wrong',
  ref: 'T-01',
  title: 'Nothing is wrong',
  severity: 'high',
  providers: ['okta'],
  needs: ['accounts', 'apiTokens'],
  why: 'to see what the runner says instead',
  fix: 'nothing',
  permissions: {},
  thresholds: {},
  evaluate: () => ({ findings: [] }),
});
const judging = {
  now,
  connection: 'okta',
  kind: 'okta',
  breakGlass: [],
  threshold: () => 0,
  excepted: () => false,
  sensitive: () => false,
} as const;
const facts = new Map<string, unknown>([
  ['accounts', [account('ada')]],
  ['apiTokens', []],
]);
type Evidence = Parameters<typeof verdictOn>[1];

/** Status and reason of the verdict, with something different from evidence in which all is there. */
function judged(over: Partial<Evidence>, check: Check = content): string {
  // Names of facts, as the runner writes them.
  const gathered = facts as Evidence['gathered'];
  const verdict = verdictOn(check, { problem: null, gathered, judging, disabled: false, ...over });
  return 'reason' in verdict ? `${verdict.status} ${verdict.reason}` : `judged: ${verdict.findings.length}`;
}

const withFact = (fact: unknown) => ({
  // The same.
  gathered: new Map([...facts, ['apiTokens', fact]]) as Evidence['gathered'],
});
const refusal = (code: string) => withFact(new OperatorError(code, 'it says no', 'Do something.'));

describe('what is missing is never a pass', () => {
  it('is judged where everything is there', () => {
    expect(judged({})).toBe('judged: 0');
  });

  it.each<[string, Partial<Evidence>, string]>([
    ['a check that is switched off', { disabled: true }, 'not_evaluated disabled_by_operator'],
    [
      'a connection that cannot be reached',
      { problem: { code: 'PROVIDER_UNAVAILABLE', what: 'it is down' } },
      'not_evaluated provider_unavailable',
    ],
    ['a fact that nobody gathered', withFact(undefined), 'not_evaluated evidence_incomplete'],
    ['a fact that may not be read', refusal('NOT_PERMITTED'), 'not_evaluated not_permitted'],
    ['a fact without a licence', refusal('NOT_LICENSED'), 'not_evaluated not_licensed'],
    ['a fact that is old', refusal('EVIDENCE_STALE'), 'not_evaluated evidence_stale'],
    [
      'a fact of a vendor that is away',
      refusal('PROVIDER_UNAVAILABLE'),
      'not_evaluated provider_unavailable',
    ],
    [
      'a fact that failed for a reason nobody knows',
      refusal('WHATEVER'),
      'not_evaluated evidence_incomplete',
    ],
    [
      'a fact that a mistake of ours kept from us',
      withFact(new TypeError('x')),
      'not_evaluated evidence_incomplete',
    ],
    ['a fact that there cannot be', refusal('NOT_APPLICABLE'), 'not_applicable not_applicable'],
  ])('%s', (_, over, said) => {
    expect(judged(over)).toBe(said);
  });

  it('a check that breaks', () => {
    const broken: Check = {
      ...content,
      evaluate: () => {
        throw new TypeError('x is undefined');
      },
    };

    expect(judged({}, broken)).toBe('not_evaluated evidence_incomplete');
  });
});

describe('an exception', () => {
  const verdict: Verdict = { findings: [{ subject: 'svc@acme.test', message: 'has no phone' }] };
  const exception = {
    check: content.id,
    subject: 'svc@acme.test',
    reason: 'no phone',
    owner: 'ada@acme.test',
  };
  const compared = (over: Partial<typeof exception & { until: Date }>) => {
    const exceptions = [{ ...exception, until: now, ...over }];
    const { status, findings } = compare(content, verdict, {
      connection: 'okta',
      known: new Map(),
      judged: null,
      now,
      exceptions,
    });
    return `${status} ${findings.map(({ state }) => state).join()}`;
  };

  it('accepts its finding up to its last moment', () => {
    expect(compared({})).toBe('pass accepted');
  });

  it.each([
    ['is over', { until: new Date(now.getTime() - 1) }],
    ['is of another check', { check: 'something-wrong' }],
    ['is of somebody else', { subject: 'svc2@acme.test' }],
  ])('that %s accepts nothing', (_, over) => {
    expect(compared(over)).toBe('fail opened');
  });
});
