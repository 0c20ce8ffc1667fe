import { describe, expect, it } from 'vitest';
import { checkOf, inWords, role } from '../support/facts.ts';

const id = 'admin-super-count';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(inWords(id, { roles: [role('ann', { tier: 'top' })] })).toBe('directory critical');
  });

  it('counts a person once', () => {
    expect(
      inWords(id, { roles: [role('ann', { tier: 'top' }), role('ann', { tier: 'top', viaGroupId: 'g' })] }),
    ).toBe('directory critical');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
