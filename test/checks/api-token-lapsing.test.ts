import { describe, expect, it } from 'vitest';
import { checkOf, daysAhead, inWords, token } from '../support/facts.ts';

const id = 'api-token-lapsing';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('mentions one that was not used for 20 days, and fails in its last three', () => {
    const said = [11, 10, 3].map((days) =>
      inWords(id, { apiTokens: [token({ expiresAt: daysAhead(days) })] }),
    );

    expect(said).toEqual(['pass', 'hr-sync low', 'hr-sync medium']);
  });

  it('fails where the owner is gone', () => {
    expect(inWords(id, { apiTokens: [token({ ownerActive: false })] })).toBe('hr-sync high');
  });

  it('leaves tokens that never end alone', () => {
    expect(inWords(id, { apiTokens: [token({ expiresAt: null })] })).toBe('pass');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
