import { describe, expect, it } from 'vitest';
import { account, checkOf, factors, healthy, inWords, key } from '../support/facts.ts';

const id = 'mfa-missing';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(inWords(id, { factors: factors({ ann: [], ben: [key], cat: [key], dan: [key] }) })).toBe(
      'ann medium',
    );
  });

  it('leaves guests and disabled accounts out', () => {
    expect(
      inWords(id, {
        accounts: [
          ...healthy('entra').accounts,
          account('gus', { type: 'guest' }),
          account('old', { status: 'disabled' }),
        ],
      }),
    ).toBe('pass');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
