import type { Clock } from '../../lib/clock.ts';
import { OperatorError } from '../../lib/operator-error.ts';
import { withRetries } from './retry.ts';

/** The part of the SDK's OAuth object that is replaced or read. */
export interface SdkOAuth {
  accessToken: unknown;
  getAccessToken: (nonce?: string) => Promise<unknown>;
  clearCachedAccessToken: () => void;
  readonly client: { scopes: readonly string[] };
}

/** The part of the SDK's request executor that is replaced. */
export interface Executor {
  fetch: (request: SdkRequest) => Promise<SdkAnswer>;
}

export interface SdkRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface SdkAnswer {
  readonly status: number;
  readonly headers: { readonly get: (name: string) => string | null };
  readonly text: () => Promise<string>;
}

const TOKEN_PATH = '/oauth2/v1/token';
/** Taken anew so long before it ends. */
const EARLY_S = 120;

/**
 * The SDK (8.1.0, oauth.js) asks for a token once per concurrent call, never looks at its end, and keeps an error answer
 * as if it were a token: the calls then go out as `Bearer undefined` and fail with E0000011, whatever was wrong.
 * This asks once, keeps the token until shortly before its end or until Okta refuses it, and says what the token endpoint said.
 * Answers how to find out which scopes were granted.
 */
export function guardToken(
  oauth: SdkOAuth,
  executor: Executor,
  clock: Clock,
): () => Promise<readonly string[]> {
  const ask = askingFor(oauth);
  const answerNonce = oauth.getAccessToken.bind(oauth);
  let inFlight: Promise<unknown> | null = null;
  let until = 0;
  watchAnswers(executor, (authorization) => {
    // A late refusal of an older token must not cost the new one.
    if (authorization.endsWith(` ${tokenIn(oauth.accessToken) ?? ''}`)) until = 0;
  });
  oauth.getAccessToken = async (nonce) => {
    // With a nonce the SDK is in the middle of the DPoP handshake of the request that is in flight.
    if (nonce !== undefined) return await answerNonce(nonce);
    if (oauth.accessToken && clock.now().getTime() < until) return oauth.accessToken;
    inFlight ??= (async () => {
      const token = await grantedToken(oauth, ask);
      until = clock.now().getTime() + (lifetimeOf(token) - EARLY_S) * 1000;
      return token;
    })().finally(() => {
      inFlight = null;
    });
    return await inFlight;
  };
  // The SDK calls this after every 401, of whichever token: `watchAnswers` has looked at it already.
  oauth.clearCachedAccessToken = () => undefined;
  return async () => scopesIn(await oauth.getAccessToken()) ?? oauth.client.scopes;
}

type Ask = (scopes: readonly string[]) => Promise<unknown>;

/** One answer of the token endpoint, good or bad, for these scopes. */
function askingFor(oauth: SdkOAuth): Ask {
  const ask = oauth.getAccessToken.bind(oauth);
  return async (scopes) =>
    await withRetries(
      async () => {
        oauth.accessToken = null;
        oauth.client.scopes = scopes;
        try {
          return await ask();
        } catch (error) {
          throw isUnreadable(error) ? unreadable(error) : error;
        }
      },
      { path: TOKEN_PATH },
    );
}

/** One scope that was not granted refuses the whole request: then each is asked for by itself, and what is granted is used. */
async function grantedToken(oauth: SdkOAuth, ask: Ask): Promise<unknown> {
  const { scopes } = oauth.client;
  try {
    const whole = await ask(scopes);
    if (tokenIn(whole) !== undefined) return whole;
    if (errorIn(whole) !== 'invalid_scope') throw tokenError(whole);
    const granted: string[] = [];
    for (const scope of scopes) {
      const alone = await ask([scope]);
      if (tokenIn(alone) !== undefined) granted.push(scope);
      else if (errorIn(alone) !== 'invalid_scope') throw tokenError(alone);
    }
    const part = granted.length === 0 ? whole : await ask(granted);
    if (tokenIn(part) === undefined) throw tokenError(part);
    return part;
  } catch (error) {
    // An error answer was kept as if it were a token.
    oauth.accessToken = null;
    throw error;
  } finally {
    // The next token is asked for everything again: more may have been granted meanwhile.
    oauth.client.scopes = scopes;
  }
}

/** Tells of every token that was refused; a token endpoint that is busy or leads elsewhere throws, where the SDK would take its answer for a token. */
function watchAnswers(executor: Executor, refused: (authorization: string) => void): void {
  const send = executor.fetch.bind(executor);
  executor.fetch = async (request) => {
    const answer = await send(request);
    const { status, headers } = answer;
    if (!request.url.endsWith(TOKEN_PATH)) {
      if (status === 401) refused(request.headers?.['Authorization'] ?? '');
    } else if (status === 429 || status >= 500 || (status >= 300 && status < 400)) {
      // The shape of the SDK's own refusals, which `withRetries` reads.
      throw Object.assign(new Error(`the token endpoint answered ${status}`), { status, headers });
    }
    return answer;
  };
}

function tokenIn(answer: unknown): string | undefined {
  const found = typeof answer === 'object' && answer !== null && 'access_token' in answer;
  return found && typeof answer.access_token === 'string' ? answer.access_token : undefined;
}

/** RFC 6749: left out when everything was granted. */
function scopesIn(answer: unknown): readonly string[] | undefined {
  const found = typeof answer === 'object' && answer !== null && 'scope' in answer;
  return found && typeof answer.scope === 'string' ? answer.scope.split(' ') : undefined;
}

function errorIn(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null && 'error' in answer ? answer.error : undefined;
}

function lifetimeOf(token: unknown): number {
  const said = typeof token === 'object' && token !== null && 'expires_in' in token ? token.expires_in : null;
  return Number(said ?? 3600) || 3600;
}

/** node-fetch's FetchError for a body that is no JSON. */
function isUnreadable(error: unknown): boolean {
  return error instanceof Error && 'type' in error && error.type === 'invalid-json';
}

function unreadable(cause: unknown): OperatorError {
  return new OperatorError(
    'EVIDENCE_INCOMPLETE',
    "Okta's token endpoint answered with something that is not JSON",
    'Check OKTA_ORG_URL; a proxy may have answered instead.',
    cause,
  );
}

/** Okta, OAuth 2.0 error codes of /oauth2/v1/token. */
function tokenError(answer: unknown): OperatorError {
  const { error = 'no token', error_description: description = '' } = (answer ?? {}) as Record<
    string,
    string
  >;
  const said = `Okta gave no token: ${error} ${description}`.trim();
  if (error === 'invalid_scope')
    return new OperatorError('NOT_PERMITTED', said, 'Grant the scopes of docs/setup-okta.md to the app.');
  if (/expired|iat|future|clock/i.test(description))
    return new OperatorError('CLOCK_SKEW', said, 'Set the clock of this machine (NTP).');
  return new OperatorError(
    'TOKEN_REJECTED',
    said,
    'Check OKTA_CLIENT_ID, OKTA_PRIVATE_KEY and OKTA_KEY_ID, and that the app is active.',
  );
}
