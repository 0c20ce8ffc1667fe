import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { FederationCertificate } from '../../../domain/credential.ts';
import { OperatorError } from '../../../lib/operator-error.ts';
import type { Graph } from '../graph.ts';
import { gatherDomains } from './policies.ts';

const Federation = z.object({
  displayName: z.string().nullish(),
  signingCertificate: z.string().nullish(),
  nextSigningCertificate: z.string().nullish(),
});

/** What the federated domains of the tenant are signed with. */
export async function gatherFederationCertificates(graph: Graph): Promise<readonly FederationCertificate[]> {
  const domains = (await gatherDomains(graph)).filter(({ authentication }) => authentication === 'Federated');
  const found = await Promise.all(
    domains.map(async ({ name }) => {
      const rows = await graph.list(`/domains/${encodeURIComponent(name)}/federationConfiguration`);
      if (rows.length === 0)
        throw new OperatorError(
          'EVIDENCE_INCOMPLETE',
          `${name} is federated and its federation is not told`,
          'Check Domain.Read.All.',
        );
      return rows.map((raw): FederationCertificate => {
        const { signingCertificate, nextSigningCertificate } = Federation.parse(raw);
        return {
          name,
          kind: 'certificate',
          stops: true,
          expiresAt: endOf(signingCertificate),
          nextExpiresAt: endOf(nextSigningCertificate),
        };
      });
    }),
  );
  return found.flat();
}

/** Base64 of the certificate itself, without the lines of a PEM file. */
function endOf(certificate: string | null | undefined): Date | null {
  if (certificate == null || certificate === '') return null;
  try {
    return new Date(new X509Certificate(Buffer.from(certificate, 'base64')).validTo);
  } catch (error) {
    throw new OperatorError(
      'EVIDENCE_INCOMPLETE',
      'the certificate of a federated domain cannot be read',
      'Look at it in the Entra admin center.',
      error,
    );
  }
}
