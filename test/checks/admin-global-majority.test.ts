import { describe, expect, it } from 'vitest';
import { checkOf, inWords, role } from '../support/facts.ts';

const id = 'admin-global-majority';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(inWords(id, { roles: ['bg1', 'bg2', 'ann', 'ben'].map((id) => role(id, { tier: 'top' })) })).toBe(
      'directory medium',
    );
  });

  it('says nothing about a handful', () => {
    expect(inWords(id, { roles: [role('ann', { tier: 'top' })] })).toBe('not_applicable');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
