import type { SigningCertificate } from '../domain/credential.ts';
import { certificateBand, certificateBands, sayEnd } from '../domain/expiry.ts';
import { type Draft, defineCheck, type Judging } from './check.ts';

export default defineCheck({
  id: 'saml-certificate-ending-okta',
  ref: 'CRD-02',
  title: "An application's SAML signing certificate ends, or signs with SHA-1",
  severity: 'medium',
  providers: ['okta'],
  needs: ['signingCertificates'],
  why: 'Okta never goes over to a new certificate by itself: on that day everybody is locked out of the application.',
  fix: 'Generate a new certificate (it stays inactive), hand it to the application, then activate it.',
  permissions: { okta: ['okta.apps.read'] },
  thresholds: certificateBands,
  evaluate: ({ signingCertificates }, judging) => {
    if (signingCertificates.length === 0)
      return { status: 'not_applicable', reason: 'not_applicable', sentence: 'no application uses SAML' };
    return {
      findings: signingCertificates.flatMap((certificate) => describe(certificate, judging)),
      population: `the active certificates of ${signingCertificates.length} applications`,
    };
  },
});

function describe({ app, expiresAt, weakSignature }: SigningCertificate, judging: Judging): Draft[] {
  const drafts: Draft[] = weakSignature ? [{ subject: app, message: 'it signs with SHA-1' }] : [];
  if (expiresAt === null)
    return [...drafts, { subject: app, severity: 'low', message: 'the end of its certificate is not told' }];
  const band = certificateBand(expiresAt, judging);
  if (band === null) return drafts;
  return [
    ...drafts,
    { subject: app, severity: band, message: `its certificate ${sayEnd(expiresAt, judging.now)}` },
  ];
}
