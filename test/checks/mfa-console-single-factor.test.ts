import { describe, expect, it } from 'vitest';
import { checkOf, healthy, inWords, oktaPolicy, rule } from '../support/facts.ts';

const id = 'mfa-console-single-factor';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(
      inWords(id, {
        oktaPolicies: {
          ...healthy('okta').oktaPolicies,
          adminConsole: oktaPolicy([rule({ factorMode: '1FA' })]),
        },
      }),
    ).toBe('Policy: catch-all critical');
  });

  it('does not apply to Classic Engine', () => {
    expect(inWords(id, { oktaPolicies: { ...healthy('okta').oktaPolicies, engine: 'classic' } })).toBe(
      'not_applicable',
    );
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
