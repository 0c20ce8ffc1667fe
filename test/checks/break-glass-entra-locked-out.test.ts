import { describe, expect, it } from 'vitest';
import { checkOf, inWords, policy } from '../support/facts.ts';

const id = 'break-glass-entra-locked-out';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(
      inWords(id, {
        conditionalAccess: { policies: [policy({ excludeUsers: [] })], securityDefaults: false },
      }),
    ).toBe('bg1 critical, bg2 critical');
  });

  it('counts an exclusion through a group', () => {
    expect(
      inWords(id, {
        conditionalAccess: {
          policies: [policy({ excludeUsers: [], excludeGroups: ['sealed-group'] })],
          securityDefaults: false,
        },
      }),
    ).toBe('pass');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
