import { describe, expect, it } from 'vitest';
import { checkOf, inWords, sealed } from '../support/facts.ts';

const id = 'break-glass-entra-missing';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(inWords(id, { breakGlass: [sealed('bg1')] })).toBe('directory high');
  });

  it('counts two entries of one account once', () => {
    expect(inWords(id, { breakGlass: [sealed('bg1'), sealed('bg1')] })).toBe('directory high');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
