import { describe, expect, it } from 'vitest';
import { checkOf, daysAhead, inWords } from '../support/facts.ts';

const id = 'federation-certificate-ending';
const certificate = (days: number) => ({
  name: 'Partner',
  kind: 'certificate' as const,
  stops: true,
  expiresAt: daysAhead(days),
  nextExpiresAt: null,
});

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails two weeks before a domain of Entra ID stops, and is grave afterwards', () => {
    const said = [61, 45, 13, -1].map((days) => inWords(id, { federationCertificates: [certificate(days)] }));

    expect(said).toEqual(['pass', 'Partner low', 'Partner high', 'Partner critical']);
  });

  it('is little where the next certificate is in place', () => {
    expect(
      inWords(id, { federationCertificates: [{ ...certificate(5), nextExpiresAt: daysAhead(500) }] }),
    ).toBe('Partner low');
  });

  it('is untidy in Okta, which goes on accepting it', () => {
    expect(inWords(id, { federationCertificates: [{ ...certificate(-100), stops: false }] }, 'okta')).toBe(
      'Partner low',
    );
  });

  it('does not apply where nothing is federated', () => {
    expect(inWords(id, { federationCertificates: [] })).toBe('not_applicable');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
