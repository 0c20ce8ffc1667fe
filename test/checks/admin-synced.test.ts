import { describe, expect, it } from 'vitest';
import { account, checkOf, inWords, role } from '../support/facts.ts';

const id = 'admin-synced';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(inWords(id, { accounts: [account('ann', { synced: true })] })).toBe('ann medium');
  });

  it('leaves the synchronisation account alone', () => {
    expect(
      inWords(id, {
        accounts: [account('ann', { synced: true })],
        roles: [role('ann', { roleId: 'd29b2b05-8046-44ba-8758-1e26182fcf32' })],
      }),
    ).toBe('pass');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
