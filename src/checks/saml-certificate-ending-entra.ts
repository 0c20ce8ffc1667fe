import type { SigningCertificate } from '../domain/credential.ts';
import { certificateBand, certificateBands, sayEnd } from '../domain/expiry.ts';
import type { Severity } from '../domain/finding.ts';
import { type Draft, defineCheck, type Judging } from './check.ts';

export default defineCheck({
  id: 'saml-certificate-ending-entra',
  ref: 'CRD-01',
  title: 'A SAML signing certificate ends',
  severity: 'medium',
  providers: ['entra'],
  needs: ['signingCertificates'],
  why: 'On that day everybody is locked out of the application, and the notice went to whoever once added it.',
  fix: 'Make the new certificate before the end, hand it to the application, and activate it in a window you chose.',
  permissions: { entra: ['Application.Read.All', 'AuditLog.Read.All'] },
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

function describe({ app, expiresAt, used, successor }: SigningCertificate, judging: Judging): Draft[] {
  if (expiresAt === null)
    return [{ subject: app, severity: 'low', message: 'the end of its certificate is not told' }];
  const band = certificateBand(expiresAt, judging);
  if (band === null) return [];
  const message = `its certificate ${sayEnd(expiresAt, judging.now)}`;
  const soon = band === 'critical' || band === 'high';
  const switching =
    soon && successor ? '; Entra ID goes over to the newer one by itself: tell the application now' : '';
  return [
    { subject: app, severity: graveness(band, used), message: `${message}${useOf(band, used)}${switching}` },
  ];
}

/** Some applications do not look at the end, and some nobody uses any more. */
function graveness(band: Severity, used: boolean | null): Severity {
  if (band !== 'critical' || used === true) return band;
  return used === null ? 'high' : 'low';
}

function useOf(band: Severity, used: boolean | null): string {
  if (band !== 'critical') return '';
  if (used === null) return '; whether anybody still signs in to it is not known';
  return used ? '; people still sign in to it' : '; nobody signed in to it for 30 days';
}
