import { describe, expect, it } from 'vitest';
import { checkOf, inWords, role } from '../support/facts.ts';

const id = 'admin-global-count';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(inWords(id, { roles: [role('ann', { tier: 'top' })] })).toBe('directory critical');
  });

  it('counts a person once, however the role is held', () => {
    expect(
      inWords(id, {
        roles: ['bg1', 'bg2', 'ann'].flatMap((id) => [
          role(id, { tier: 'top' }),
          role(id, { tier: 'top', state: 'eligible' }),
        ]),
      }),
    ).toBe('pass');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
