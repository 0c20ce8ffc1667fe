import { z } from 'zod';
import type { SigningCertificate } from '../../../domain/credential.ts';
import { type Clock, DAY_MS } from '../../../lib/clock.ts';
import { OperatorError } from '../../../lib/operator-error.ts';
import type { Graph } from '../graph.ts';
import { Certificate, listOf, thumbprint } from './graph-credential.ts';

const Principal = z.object({
  appId: z.string(),
  displayName: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  preferredTokenSigningKeyThumbprint: z.string().nullish(),
  keyCredentials: listOf(Certificate),
});
type Principal = z.infer<typeof Principal>;
type Certificate = z.infer<typeof Certificate>;

const fields = 'id,appId,displayName,accountEnabled,keyCredentials,preferredTokenSigningKeyThumbprint';

/** The certificate in use of each enabled SAML application. */
export async function gatherSigningCertificates(
  graph: Graph,
  clock: Clock,
): Promise<readonly SigningCertificate[]> {
  const rows = await graph.list(
    `/servicePrincipals?$select=${fields}&$filter=preferredSingleSignOnMode%20eq%20'saml'&$top=999`,
  );
  const enabled = rows
    .map((raw) => Principal.parse(raw))
    .filter(({ accountEnabled }) => accountEnabled !== false);
  return await Promise.all(enabled.map(async (principal) => await describe(graph, clock.now(), principal)));
}

async function describe(graph: Graph, now: Date, principal: Principal): Promise<SigningCertificate> {
  const signing = onceEach(principal.keyCredentials);
  const active = activeOf(signing, principal.preferredTokenSigningKeyThumbprint);
  const end = active?.endDateTime ?? null;
  const ended = end !== null && end <= now;
  return {
    app: principal.displayName ?? principal.appId,
    name: active?.displayName ?? 'signing certificate',
    kind: 'certificate',
    expiresAt: end,
    used: ended ? await wasUsed(graph, now, principal.appId) : null,
    successor: signing.some(
      (other) => other !== active && endOf(other) > Math.max(endOf(active), now.getTime()),
    ),
    weakSignature: false,
  };
}

/** Each certificate stands there twice, to sign and to verify. */
function onceEach(certificates: readonly Certificate[]): readonly Certificate[] {
  const known = new Map<string, Certificate>();
  for (const [index, certificate] of certificates.entries()) {
    const key = thumbprint(certificate.customKeyIdentifier) ?? certificate.keyId ?? String(index);
    if (!known.has(key) || certificate.usage === 'Sign') known.set(key, certificate);
  }
  return [...known.values()];
}

/** The preferred one, else the one that lives longest. */
function activeOf(
  certificates: readonly Certificate[],
  preferred: string | null | undefined,
): Certificate | undefined {
  const wanted = thumbprint(preferred);
  const chosen = certificates.find(
    ({ customKeyIdentifier }) => wanted !== null && thumbprint(customKeyIdentifier) === wanted,
  );
  return chosen ?? certificates.toSorted((a, b) => endOf(b) - endOf(a))[0];
}

function endOf(certificate: Certificate | undefined): number {
  return certificate?.endDateTime?.getTime() ?? 0;
}

/** null where sign-ins may not or cannot be read: they need a premium licence. */
async function wasUsed(graph: Graph, now: Date, appId: string): Promise<boolean | null> {
  const since = new Date(now.getTime() - 30 * DAY_MS).toISOString();
  try {
    const page = z
      .object({ value: z.array(z.unknown()) })
      .parse(
        await graph.get(
          `/auditLogs/signIns?$filter=appId%20eq%20'${appId}'%20and%20createdDateTime%20ge%20${since}&$top=1`,
        ),
      );
    return page.value.length > 0;
  } catch (error) {
    if (error instanceof OperatorError && /^NOT_(LICENSED|PERMITTED)$/.test(error.code)) return null;
    throw error;
  }
}
