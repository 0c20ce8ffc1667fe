import { describe, expect, it } from 'vitest';
import { account, checkOf, healthy, inWords } from '../support/facts.ts';

const id = 'admin-guest';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(
      inWords(id, {
        accounts: [
          ...healthy('entra').accounts.slice(0, 2),
          ...['ben', 'cat', 'dan'].map((who) => account(who)),
          account('ann', { type: 'guest' }),
        ],
      }),
    ).toBe('ann critical');
  });

  it('does not judge by the name of a converted guest', () => {
    expect(
      inWords(id, {
        accounts: [
          ...healthy('entra').accounts.slice(0, 2),
          ...['ben', 'cat', 'dan'].map((who) => account(who)),
          account('ann', { login: 'ann_x#EXT#@acme.example' }),
        ],
      }),
    ).toBe('pass');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
