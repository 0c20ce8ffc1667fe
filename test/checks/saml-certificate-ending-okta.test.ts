import { describe, expect, it } from 'vitest';
import { checkOf, daysAhead, inWords, signing } from '../support/facts.ts';

const id = 'saml-certificate-ending-okta';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('warns at 60 and 30 days, fails at 7, and is grave afterwards', () => {
    const said = [61, 45, 20, 6, -1].map((days) =>
      inWords(id, { signingCertificates: [signing({ expiresAt: daysAhead(days) })] }),
    );

    expect(said).toEqual(['pass', 'Jira low', 'Jira medium', 'Jira high', 'Jira critical']);
  });

  it('fails for SHA-1', () => {
    expect(inWords(id, { signingCertificates: [signing({ weakSignature: true })] })).toBe('Jira medium');
  });

  it('does not take an end that is not told for a good one', () => {
    expect(inWords(id, { signingCertificates: [signing({ expiresAt: null })] })).toBe('Jira low');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
