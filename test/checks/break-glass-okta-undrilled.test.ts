import { describe, expect, it } from 'vitest';
import { checkOf, healthy, inWords, oktaPolicy, rule } from '../support/facts.ts';

const id = 'break-glass-okta-undrilled';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(inWords(id, { drills: [] })).toBe('bg1 medium, bg2 medium');
  });

  it('finds an automation that would switch it off', () => {
    expect(
      inWords(id, {
        oktaPolicies: {
          ...healthy('okta').oktaPolicies,
          lifecycle: [oktaPolicy([rule({ inactivityDays: 35 })])],
        },
      }),
    ).toBe('bg1 medium, bg2 medium');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
