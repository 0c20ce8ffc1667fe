import { describe, expect, it } from 'vitest';
import { checkOf, daysAgo, healthy, inWords } from '../support/facts.ts';

const id = 'admin-dormant';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(
      inWords(id, { adminSignIns: new Map([...healthy('entra').adminSignIns, ['ben', daysAgo(91)]]) }),
    ).toBe('ben medium');
  });

  it('does not take an unknown date for never', () => {
    expect(inWords(id, { adminSignIns: new Map() })).toBe('evidence_incomplete');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
