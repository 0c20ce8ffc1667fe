import { z } from 'zod';
import type { EntraIdentity } from '../../../config/config.ts';
import type { AppCredential, AppCredentials } from '../../../domain/credential.ts';
import { OperatorError } from '../../../lib/operator-error.ts';
import type { Graph } from '../graph.ts';
import { Certificate, listOf, Secret } from './graph-credential.ts';

export const Application = z.object({
  appId: z.string(),
  displayName: z.string().nullish(),
  passwordCredentials: listOf(Secret),
  keyCredentials: listOf(Certificate),
});
export const applicationFields = '$select=id,appId,displayName,passwordCredentials,keyCredentials';

/** Secrets and certificates of every registered application. */
export async function gatherAppCredentials(
  graph: Graph,
  identity: EntraIdentity,
): Promise<readonly AppCredentials[]> {
  const rows = await graph.list(`/applications?${applicationFields}&$top=999`);
  // Ours is one of them, unless the machine itself signs in.
  if (rows.length === 0 && identity.kind !== 'managed')
    throw new OperatorError(
      'EVIDENCE_INCOMPLETE',
      'Entra ID told no application, not even Lockstep itself',
      'Check Application.Read.All.',
    );
  return rows
    .map((raw) => Application.parse(raw))
    .map(({ appId, displayName, passwordCredentials, keyCredentials }) => ({
      app: displayName ?? appId,
      credentials: [
        ...passwordCredentials.map((secret) => toCredential(secret, 'secret')),
        ...keyCredentials.map((certificate) => toCredential(certificate, 'certificate')),
      ],
    }))
    .filter(({ credentials }) => credentials.length > 0);
}

function toCredential(
  { displayName, keyId, startDateTime, endDateTime }: z.infer<typeof Secret>,
  kind: 'secret' | 'certificate',
): AppCredential {
  const name = displayName ?? keyId ?? `a ${kind}`;
  return { name: `${kind} "${name}"`, kind, since: startDateTime, expiresAt: endDateTime };
}
