import { describe, expect, it } from 'vitest';
import { checkOf, inWords, sealed } from '../support/facts.ts';

const id = 'break-glass-entra-dependent';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(inWords(id, { breakGlass: [sealed('bg1', { synced: true })] })).toBe('bg1 medium');
  });

  it('finds a federated domain', () => {
    expect(
      inWords(id, {
        domains: [{ name: 'acme.onmicrosoft.com', initial: true, authentication: 'Federated' }],
      }),
    ).toBe('bg1 medium, bg2 medium');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
