import { describe, expect, it } from 'vitest';
import { checkOf, healthy, inWords, oktaPolicy, rule } from '../support/facts.ts';

const id = 'break-glass-okta-blocked';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(
      inWords(id, {
        oktaPolicies: {
          ...healthy('okta').oktaPolicies,
          adminConsole: oktaPolicy([rule({ requiresManagedDevice: true })]),
        },
      }),
    ).toBe('bg1 high, bg2 high');
  });

  it('leaves a condition it cannot judge to a person', () => {
    expect(
      inWords(id, {
        oktaPolicies: {
          ...healthy('okta').oktaPolicies,
          adminConsole: oktaPolicy([rule({ undecidable: true })]),
        },
      }),
    ).toBe('bg1 medium, bg2 medium');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
