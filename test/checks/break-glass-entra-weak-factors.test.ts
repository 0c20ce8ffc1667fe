import { describe, expect, it } from 'vitest';
import { checkOf, inWords, sealed, sms } from '../support/facts.ts';

const id = 'break-glass-entra-weak-factors';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(inWords(id, { breakGlass: [sealed('bg1', { factors: [sms] })] })).toBe('bg1 high');
  });

  it('gives no verdict when methods were refused', () => {
    expect(inWords(id, { breakGlass: [sealed('bg1', { factors: new Error('403') })] })).toBe(
      'evidence_incomplete',
    );
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
