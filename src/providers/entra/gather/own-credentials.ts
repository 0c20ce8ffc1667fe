import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import type { EntraIdentity } from '../../../config/config.ts';
import type { Credential } from '../../../domain/credential.ts';
import type { Clock } from '../../../lib/clock.ts';
import { OperatorError } from '../../../lib/operator-error.ts';
import type { Graph } from '../graph.ts';
import { Application, applicationFields } from './app-credentials.ts';

/** What Lockstep signs in with. Workload and managed identities have nothing that ends. */
export async function gatherOwnCredentials(
  graph: Graph,
  clock: Clock,
  identity: EntraIdentity,
): Promise<readonly Credential[]> {
  if (identity.kind === 'secret') return [await ownSecret(graph, clock.now(), identity)];
  return identity.kind === 'certificate' ? [await ownCertificate(identity.certificatePath)] : [];
}

/** The file says it; Entra ID looks at the same date. */
async function ownCertificate(path: string): Promise<Credential> {
  try {
    const { validTo } = new X509Certificate(await readFile(path));
    return { name: 'certificate of Lockstep', kind: 'certificate', expiresAt: new Date(validTo) };
  } catch (error) {
    throw new OperatorError(
      'EVIDENCE_INCOMPLETE',
      'the certificate that Lockstep signs in with cannot be read',
      'Check ENTRA_CLIENT_CERTIFICATE_PATH.',
      error,
    );
  }
}

async function ownSecret(
  graph: Graph,
  now: Date,
  { clientId, clientSecret }: Extract<EntraIdentity, { kind: 'secret' }>,
): Promise<Credential> {
  const [raw] = await graph.list(`/applications?${applicationFields}&$filter=appId%20eq%20'${clientId}'`);
  const secrets = raw === undefined ? [] : Application.parse(raw).passwordCredentials;
  const own = ownOf(secrets, clientSecret, now);
  if (own === undefined)
    throw new OperatorError(
      'EVIDENCE_INCOMPLETE',
      'Entra ID does not tell the secret that Lockstep signs in with',
      'Check that the application is registered in this tenant, and Application.Read.All.',
    );
  return { name: 'secret of Lockstep', kind: 'secret', expiresAt: own.endDateTime };
}

type Secret = z.infer<typeof Application>['passwordCredentials'][number];

/**
 * Entra ID tells the first three characters of a secret. One that has ended cannot have brought us here; of those that are
 * left the first to end is feared.
 */
function ownOf(secrets: readonly Secret[], secret: string, now: Date): Secret | undefined {
  const end = ({ endDateTime }: Secret): number => endDateTime?.getTime() ?? Number.POSITIVE_INFINITY;
  const alike = secrets.filter(({ hint }) => hint != null && hint !== '' && secret.startsWith(hint));
  const possible = (alike.length > 0 ? alike : secrets).toSorted((a, b) => end(a) - end(b));
  return possible.find((each) => end(each) > now.getTime()) ?? possible.at(-1);
}
