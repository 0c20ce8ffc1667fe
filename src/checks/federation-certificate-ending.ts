import type { FederationCertificate } from '../domain/credential.ts';
import { daysUntil } from '../domain/credential.ts';
import { certificateBands, sayEnd } from '../domain/expiry.ts';
import { type Draft, defineCheck, type Judging } from './check.ts';

export default defineCheck({
  id: 'federation-certificate-ending',
  ref: 'CRD-03',
  title: "A partner's certificate that the directory believes ends",
  severity: 'medium',
  providers: ['okta', 'entra'],
  needs: ['federationCertificates'],
  why: 'Everybody of a federated domain of Entra ID is locked out on that day. Okta goes on believing an ended one, which is untidy.',
  fix: 'Get the new certificate from the partner; Okta believes one at a time, so agree on the minute.',
  permissions: { okta: ['okta.idps.read'], entra: ['Domain.Read.All'] },
  thresholds: {
    'certificates.notice.max': certificateBands['certificates.notice.max'],
    'certificates.federation.max': {
      value: 14,
      unit: 'days left',
      source: 'ours',
      why: 'another company has to act, too',
    },
  },
  evaluate: ({ federationCertificates }, judging) => {
    if (federationCertificates.length === 0)
      return { status: 'not_applicable', reason: 'not_applicable', sentence: 'nothing is federated' };
    return {
      findings: federationCertificates.flatMap((certificate) => describe(certificate, judging)),
      population: `${federationCertificates.length} certificates of partners`,
    };
  },
});

function describe(certificate: FederationCertificate, { now, threshold }: Judging): Draft[] {
  const { name: subject, expiresAt, nextExpiresAt, stops } = certificate;
  if (expiresAt === null)
    return [{ subject, severity: 'low', message: 'the end of its certificate is not told' }];
  const days = daysUntil(expiresAt, now);
  if (days > threshold('certificates.notice.max')) return [];
  const message = `its certificate ${sayEnd(expiresAt, now)}`;
  if (!stops) return [{ subject, severity: 'low', message: `${message}; Okta goes on accepting it` }];
  if (nextExpiresAt !== null && daysUntil(nextExpiresAt, now) > threshold('certificates.notice.max'))
    return [{ subject, severity: 'low', message: `${message}; the next one is in place` }];
  if (expiresAt <= now) return [{ subject, severity: 'critical', message }];
  const soon = days <= threshold('certificates.federation.max');
  return [{ subject, severity: soon ? 'high' : 'low', message }];
}
