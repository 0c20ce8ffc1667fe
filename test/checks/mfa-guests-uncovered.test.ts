import { describe, expect, it } from 'vitest';
import { checkOf, inWords, policy } from '../support/facts.ts';

const id = 'mfa-guests-uncovered';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(inWords(id, { conditionalAccess: { policies: [], securityDefaults: false } })).toBe(
      'directory medium',
    );
  });

  it('is not content with a policy that only reports', () => {
    expect(
      inWords(id, {
        conditionalAccess: {
          policies: [policy({ state: 'enabledForReportingButNotEnforced' })],
          securityDefaults: false,
        },
      }),
    ).toBe('directory medium');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
