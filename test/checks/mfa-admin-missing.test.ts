import { describe, expect, it } from 'vitest';
import { checkOf, factors, healthy, inWords, key } from '../support/facts.ts';

const id = 'mfa-admin-missing';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(
      inWords(id, {
        adminFactors: {
          ...healthy('entra').adminFactors,
          byAccount: factors({ ann: [], ben: [key], cat: [key], dan: [key] }).byAccount,
        },
      }),
    ).toBe('ann critical');
  });

  it('does not take an unread administrator for one without', () => {
    expect(inWords(id, { adminFactors: factors({ ann: [key] }) })).toBe('evidence_incomplete');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
