import { describe, expect, it } from 'vitest';
import { checkOf, inWords } from '../support/facts.ts';

const id = 'lockstep-blind';

const ran = (because: string) => ({
  byCheck: new Map([
    ['mfa-missing', Array.from({ length: 2 }, () => ({ status: 'not_evaluated' as const, because }))],
  ]),
});

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(inWords(id, { lastRuns: ran('not_permitted: 403') })).toBe('mfa-missing high');
  });

  it.each(['disabled_by_operator: off', 'not_configured: every schedule is switched off'])(
    'is content with what the operator chose: %s',
    (because) => {
      expect(inWords(id, { lastRuns: ran(because) })).toBe('pass');
    },
  );

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
