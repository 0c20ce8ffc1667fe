import { z } from 'zod';
import type { EntraConfig } from '../../config/config.ts';
import { OperatorError, reasonOf } from '../../lib/operator-error.ts';
import type { SignedIn, SignIn } from '../provider.ts';
import { type Claims, challengeOf, type Issuer, readIdToken, refused, signInAddress } from '../sign-in.ts';

type App = NonNullable<EntraConfig['signIn']>;

/** /{tenant}/v2.0/.well-known/openid-configuration: the issuer names the tenant by id, whatever it was asked by. */
const Metadata = z.object({ issuer: z.string().regex(/^https:\/\/[^/]+\/[0-9a-f-]{36}\/v2\.0$/) });

/** An ID token of v2.0; auth_time is an optional claim of the app registration (Microsoft identity platform, ID token claims). */
const IdToken = z.object({
  iss: z.string(),
  tid: z.string(),
  oid: z.string(),
  auth_time: z.number(),
  acrs: z.array(z.string()).default([]),
  amr: z.array(z.string()).default([]),
});

/**
 * A fresh sign-in. Which factors it takes, Conditional Access rules; where an authentication context is configured, the
 * token has to name it.
 */
export function createSignIn({ authorityUrl, tenantId }: EntraConfig, app: App): SignIn {
  const base = `${authorityUrl}/${encodeURIComponent(tenantId)}`;
  const issuerOf = async (): Promise<Issuer> => ({
    clientId: app.clientId,
    clientSecret: app.clientSecret,
    issuer: await readIssuer(`${base}/v2.0/.well-known/openid-configuration`),
    authorize: `${base}/oauth2/v2.0/authorize`,
    token: `${base}/oauth2/v2.0/token`,
    keys: `${base}/discovery/v2.0/keys`,
    auth: 'post',
  });
  return {
    address: async (asked) =>
      signInAddress(await issuerOf(), asked, {
        challenge: await challengeOf(asked),
        more: { claims: JSON.stringify({ id_token: claimsAsked(app) }) },
      }),
    complete: async (callback, asked) => signedIn(app, await readIdToken(await issuerOf(), callback, asked)),
  };
}

/** The claims request parameter (Microsoft identity platform, claims challenges). */
function claimsAsked({ context }: App): object {
  const acrs = context === null ? {} : { acrs: { essential: true, value: context } };
  return { auth_time: { essential: true }, ...acrs };
}

async function readIssuer(address: string): Promise<string> {
  try {
    const answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(30_000) });
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    return Metadata.parse(await answer.json()).issuer;
  } catch (error) {
    throw new OperatorError(
      'PROVIDER_UNAVAILABLE',
      `Entra ID does not say where its tokens come from: ${reasonOf(error)}`,
      'Check ENTRA_TENANT_ID and ENTRA_AUTHORITY_URL; try again in a moment.',
      error,
    );
  }
}

function signedIn({ context }: App, claims: Claims): SignedIn {
  const token = IdToken.safeParse(claims);
  if (!token.success) {
    const missing = token.error.issues.map(({ path }) => path.join('.')).join(', ');
    throw refused(`the ID token of Entra ID lacks ${missing}`);
  }
  const { iss, tid, oid, auth_time, acrs, amr } = token.data;
  // An account of another tenant could have any id.
  if (!iss.includes(`/${tid}/`)) throw refused('the account is of another tenant');
  if (context !== null && !acrs.includes(context))
    throw refused(`the sign-in does not satisfy the authentication context ${context}`);
  return { issuer: iss, accountId: oid, at: new Date(auth_time * 1000), methods: [...amr, ...acrs] };
}
