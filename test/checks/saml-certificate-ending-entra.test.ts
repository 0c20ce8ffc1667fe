import { describe, expect, it } from 'vitest';
import { checkOf, daysAhead, inWords, judge, signing } from '../support/facts.ts';

const id = 'saml-certificate-ending-entra';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('warns at 60 and 30 days and fails at 7', () => {
    const said = [61, 45, 20, 6].map((days) =>
      inWords(id, { signingCertificates: [signing({ expiresAt: daysAhead(days) })] }),
    );

    expect(said).toEqual(['pass', 'Jira low', 'Jira medium', 'Jira high']);
  });

  it('is grave when it has ended and people still sign in', () => {
    expect(inWords(id, { signingCertificates: [signing({ expiresAt: daysAhead(-1), used: true })] })).toBe(
      'Jira critical',
    );
  });

  it('is little when nobody signs in any more', () => {
    expect(inWords(id, { signingCertificates: [signing({ expiresAt: daysAhead(-1), used: false })] })).toBe(
      'Jira low',
    );
  });

  it('does not call it grave, or good, where sign-ins are not known', () => {
    expect(inWords(id, { signingCertificates: [signing({ expiresAt: daysAhead(-1), used: null })] })).toBe(
      'Jira high',
    );
  });

  it('says that Entra ID will go over to the newer one', () => {
    const change = { signingCertificates: [signing({ expiresAt: daysAhead(5), successor: true })] };

    expect(JSON.stringify(judge(id, change))).toContain('goes over to the newer one');
  });

  it('does not apply without SAML', () => {
    expect(inWords(id, { signingCertificates: [] })).toBe('not_applicable');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
