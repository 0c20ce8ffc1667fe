import { z } from 'zod';
import type { SignInApp } from '../../config/config.ts';
import { checkedEndpoint } from '../../lib/endpoint.ts';
import type { SignedIn, SignIn } from '../provider.ts';
import { type Claims, challengeOf, readIdToken, refused, signInAddress } from '../sign-in.ts';

/** Two factors of any kind (Okta, step-up authentication using ACR values). */
const TWO_FACTORS = 'urn:okta:loa:2fa:any';

/** An ID token of the org authorization server; its `sub` is the id of the account (Okta, ID token claims). */
const IdToken = z.object({
  iss: z.string(),
  sub: z.string(),
  auth_time: z.number(),
  acr: z.string().optional(),
  amr: z.array(z.string()).default([]),
});

/** A fresh sign-in with two factors at the org authorization server. */
export function createSignIn(orgUrl: string, app: SignInApp): SignIn {
  const base = checkedEndpoint('OKTA_ORG_URL', orgUrl);
  const issuer = {
    ...app,
    issuer: base,
    authorize: `${base}/oauth2/v1/authorize`,
    token: `${base}/oauth2/v1/token`,
    keys: `${base}/oauth2/v1/keys`,
    auth: 'basic',
  } as const;
  return {
    address: async (asked) =>
      signInAddress(issuer, asked, {
        challenge: await challengeOf(asked),
        more: { acr_values: TWO_FACTORS },
      }),
    complete: async (callback, asked) => signedIn(await readIdToken(issuer, callback, asked)),
  };
}

function signedIn(claims: Claims): SignedIn {
  const { iss, sub, auth_time, acr, amr } = IdToken.parse(claims);
  // Classic Engine knows no acr; both name `mfa` in amr.
  if (acr !== TWO_FACTORS && !amr.includes('mfa')) throw refused('Okta asked for one factor only');
  return { issuer: iss, accountId: sub, at: new Date(auth_time * 1000), methods: amr };
}
