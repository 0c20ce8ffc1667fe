import * as oidc from 'openid-client';
import { isLoopback } from '../lib/endpoint.ts';
import { OperatorError, reasonOf } from '../lib/operator-error.ts';
import type { SignInAsk } from './provider.ts';

/** A directory as an OpenID Connect issuer, and the app that is registered with it. */
export interface Issuer {
  readonly issuer: string;
  readonly authorize: string;
  readonly token: string;
  readonly keys: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** How the app proves itself at the token endpoint. */
  readonly auth: 'basic' | 'post';
}

/** Only claims that were checked: signature, issuer, audience, nonce, expiry. */
export type Claims = Readonly<Record<string, unknown>>;

/** Where the browser is sent, with `more` of the vendor's own parameters: they have to prove themselves anew, whatever session they have. */
export function signInAddress(
  issuer: Issuer,
  asked: SignInAsk,
  { challenge, more }: { readonly challenge: string; readonly more: Readonly<Record<string, string>> },
): string {
  return oidc.buildAuthorizationUrl(configured(issuer), {
    redirect_uri: asked.redirectUri,
    scope: 'openid',
    state: asked.state,
    nonce: asked.nonce,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    prompt: 'login',
    max_age: '0',
    ...more,
  }).href;
}

export async function challengeOf({ verifier }: SignInAsk): Promise<string> {
  return await oidc.calculatePKCECodeChallenge(verifier);
}

/** The token has to tell when they proved themselves; whether that is new enough, the caller judges. */
const LONG_S = 365 * 86_400;

/** Exchanges the code for an ID token and checks it. Throws SIGN_IN_REFUSED, or PROVIDER_UNAVAILABLE where nothing is known. */
export async function readIdToken(issuer: Issuer, callback: URL, asked: SignInAsk): Promise<Claims> {
  try {
    const tokens = await oidc.authorizationCodeGrant(configured(issuer), callback, {
      expectedState: asked.state,
      expectedNonce: asked.nonce,
      pkceCodeVerifier: asked.verifier,
      idTokenExpected: true,
      maxAge: LONG_S,
    });
    return tokens.claims() ?? {};
  } catch (error) {
    throw plainly(error);
  }
}

function configured({ clientId, clientSecret, auth, ...at }: Issuer): oidc.Configuration {
  const server = {
    issuer: at.issuer,
    authorization_endpoint: at.authorize,
    token_endpoint: at.token,
    jwks_uri: at.keys,
  };
  const proof = auth === 'basic' ? oidc.ClientSecretBasic : oidc.ClientSecretPost;
  const config = new oidc.Configuration(server, clientId, clientSecret, proof(clientSecret));
  // Without this the library trusts the channel and looks at no signature.
  oidc.enableNonRepudiationChecks(config);
  if (isLoopback(at.token)) oidc.allowInsecureRequests(config);
  return config;
}

function plainly(error: unknown): OperatorError {
  // Said by the directory: to the browser, or to the exchange of the code.
  if (error instanceof oidc.AuthorizationResponseError || isAnswer(error)) {
    const why = error.error_description ?? error.error;
    return refused(`the directory refused the sign-in: ${why.split(/[\r\n]/)[0] ?? ''}`, error);
  }
  // Found wrong in what it said (oauth4webapi).
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^OAUTH_(INVALID_RESPONSE|JWT_|PARSE|KEY_SELECTION|MISSING)/.test(code))
    return refused(`the answer of the directory is not in order: ${reasonOf(error)}`, error);
  return new OperatorError(
    'PROVIDER_UNAVAILABLE',
    `the directory did not answer the sign-in: ${reasonOf(error)}`,
    'Try again in a moment.',
    error,
  );
}

function isAnswer(error: unknown): error is oidc.ResponseBodyError {
  return error instanceof oidc.ResponseBodyError && error.status < 500;
}

export function refused(what: string, cause?: unknown): OperatorError {
  return new OperatorError('SIGN_IN_REFUSED', what, 'Click again in Slack and sign in anew.', cause);
}
