import { z } from 'zod';
import type { FederationCertificate, SigningCertificate } from '../../../domain/credential.ts';
import { OperatorError } from '../../../lib/operator-error.ts';
import type { OktaClient } from '../client.ts';
import type { App } from './apps.ts';

const Key = z.object({ kid: z.string(), expiresAt: z.coerce.date().nullish() });

/** When a signing key of an application ends. */
export type ReadEnd = (app: App, kid: string) => Promise<Date | null>;

/** One call an application, and only once: a key never gets another end. */
export function createKeyEnds(client: OktaClient): ReadEnd {
  const known = new Map<string, Date | null>();
  return async ({ id, label }, kid) => {
    if (!known.has(kid)) {
      const keys = (await client.list(`/api/v1/apps/${id}/credentials/keys`)).map((raw) => Key.parse(raw));
      for (const key of keys) known.set(key.kid, key.expiresAt ?? null);
    }
    const end = known.get(kid);
    if (end !== undefined) return end;
    throw new OperatorError(
      'EVIDENCE_INCOMPLETE',
      `Okta does not tell the key that ${label} signs with`,
      'Grant okta.apps.read with an administrator role that sees all apps.',
    );
  };
}

/** The certificate in use of each SAML application; the others in its list do not matter. */
export async function gatherSigningCertificates(
  apps: readonly App[],
  readEnd: ReadEnd,
): Promise<readonly SigningCertificate[]> {
  const saml = apps.filter(({ signOnMode }) => signOnMode?.startsWith('SAML') === true);
  return await Promise.all(
    saml.map(async (app) => {
      const kid = app.credentials?.signing?.kid ?? null;
      return {
        app: app.label,
        name: kid ?? 'signing certificate',
        kind: 'certificate' as const,
        expiresAt: kid === null ? null : await readEnd(app, kid),
        used: null,
        successor: false,
        weakSignature: /sha_?1$/i.test(app.settings?.signOn?.signatureAlgorithm ?? ''),
      };
    }),
  );
}

const IdentityProvider = z.object({
  name: z.string(),
  status: z.string(),
  protocol: z
    .object({ credentials: z.object({ trust: z.object({ kid: z.string().nullish() }).nullish() }).nullish() })
    .nullish(),
});

/** Of the identity providers that Okta believes; those without a certificate sign in another way. */
export async function gatherFederationCertificates(
  client: OktaClient,
): Promise<readonly FederationCertificate[]> {
  const providers = (await client.list('/api/v1/idps?limit=200')).map((raw) => IdentityProvider.parse(raw));
  const trusted = providers.flatMap(({ name, status, protocol }) => {
    const kid = protocol?.credentials?.trust?.kid;
    return status === 'ACTIVE' && kid != null ? [{ name, kid }] : [];
  });
  if (trusted.length === 0) return [];
  const keys = (await client.list('/api/v1/idps/credentials/keys?limit=200')).map((raw) => Key.parse(raw));
  return trusted.map(({ name, kid }) => {
    const key = keys.find((each) => each.kid === kid);
    if (key === undefined)
      throw new OperatorError(
        'EVIDENCE_INCOMPLETE',
        `Okta does not tell the certificate of ${name}`,
        'Grant okta.idps.read.',
      );
    return { name, kind: 'certificate', expiresAt: key.expiresAt ?? null, stops: false, nextExpiresAt: null };
  });
}
