import { describe, expect, it } from 'vitest';
import { checkOf, daysAhead, inWords, judge } from '../support/facts.ts';

const id = 'own-credential-ending';
const own = (days: number) => ({ name: 'own', kind: 'secret' as const, expiresAt: daysAhead(days) });

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('grows graver at 30, 14, 7 and 1 days', () => {
    const said = [31, 30, 14, 7, 1, -1].map((days) => inWords(id, { ownCredentials: [own(days)] }));

    expect(said).toEqual(['pass', 'own low', 'own medium', 'own high', 'own critical', 'own critical']);
  });

  it('passes for a key that never ends', () => {
    expect(inWords(id, { ownCredentials: [{ ...own(1), expiresAt: null }] }, 'okta')).toBe('pass');
  });

  it('says that a federated identity has nothing that ends', () => {
    expect(judge(id, { ownCredentials: [] })).toMatchObject({
      findings: [],
      population: expect.stringContaining('without'),
    });
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
