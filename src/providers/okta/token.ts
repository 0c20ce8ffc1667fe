import type { Clock } from '../../lib/clock.ts';
import { OperatorError } from '../../lib/operator-error.ts';

/** The part of the SDK's OAuth object that is replaced. */
export interface SdkOAuth {
  accessToken: unknown;
  getAccessToken: (nonce?: string) => Promise<unknown>;
  clearCachedAccessToken: () => void;
}

/** Taken anew so long before it ends. */
const EARLY_S = 120;

/**
 * The SDK (8.1.0, oauth.js) asks for a token once per concurrent call, never looks at its end, and keeps an error answer
 * as if it were a token: the calls then go out as `Bearer undefined` and fail with E0000011, whatever was wrong.
 * `narrow` leaves scopes out that can be missed and says whether there were any.
 * This asks once, keeps the token until shortly before its end, and says what the token endpoint said.
 */
export function guardToken(oauth: SdkOAuth, clock: Clock, narrow: () => boolean): void {
  const ask = oauth.getAccessToken.bind(oauth);
  const forget = oauth.clearCachedAccessToken.bind(oauth);
  let inFlight: Promise<unknown> | null = null;
  let until = 0;
  oauth.getAccessToken = async (nonce) => {
    // With a nonce the SDK is in the middle of the DPoP handshake of the request that is in flight.
    if (nonce !== undefined) return await ask(nonce);
    if (oauth.accessToken && clock.now().getTime() < until) return oauth.accessToken;
    inFlight ??= (async () => {
      oauth.accessToken = null;
      let token = await ask();
      if (isScopeRefusal(token) && narrow()) {
        oauth.accessToken = null;
        token = await ask();
      }
      const lifetime = lifetimeOf(token);
      if (lifetime === undefined) {
        oauth.accessToken = null;
        throw tokenError(token);
      }
      until = clock.now().getTime() + (lifetime - EARLY_S) * 1000;
      return token;
    })().finally(() => {
      inFlight = null;
    });
    return await inFlight;
  };
  oauth.clearCachedAccessToken = () => {
    until = 0;
    forget();
  };
}

function isScopeRefusal(token: unknown): boolean {
  return typeof token === 'object' && token !== null && 'error' in token && token.error === 'invalid_scope';
}

function lifetimeOf(token: unknown): number | undefined {
  if (typeof token !== 'object' || token === null || !('access_token' in token)) return undefined;
  return 'expires_in' in token ? Number(token.expires_in) : 3600;
}

/** Okta, OAuth 2.0 error codes of /oauth2/v1/token. */
function tokenError(answer: unknown): OperatorError {
  const { error = 'no token', error_description: description = '' } = (answer ?? {}) as Record<
    string,
    string
  >;
  const said = `Okta gave no token: ${error} ${description}`.trim();
  if (error === 'invalid_scope')
    return new OperatorError(
      'NOT_PERMITTED',
      said,
      'Grant the okta.*.read scopes of docs/setup-okta.md to the app.',
    );
  if (/expired|iat|future|clock/i.test(description))
    return new OperatorError('CLOCK_SKEW', said, 'Set the clock of this machine (NTP).');
  return new OperatorError(
    'TOKEN_REJECTED',
    said,
    'Check OKTA_CLIENT_ID, OKTA_PRIVATE_KEY and OKTA_KEY_ID, and that the app is active.',
  );
}
