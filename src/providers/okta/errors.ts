import { OperatorError, reasonOf } from '../../lib/operator-error.ts';

/** What the SDK throws for an answer that is not 2xx (OktaApiError, HttpError), as far as we read it. */
export interface OktaRefusal {
  readonly status: number;
  readonly errorCode: string | undefined;
  readonly summary: string;
  readonly header: (name: string) => string | null;
}

export function refusalOf(error: unknown): OktaRefusal | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error) || typeof error.status !== 'number')
    return undefined;
  const headers = 'headers' in error ? error.headers : undefined;
  return {
    status: error.status,
    errorCode: 'errorCode' in error && typeof error.errorCode === 'string' ? error.errorCode : undefined,
    summary: 'errorSummary' in error ? String(error.errorSummary) : reasonOf(error),
    // node-fetch Headers.
    header: (name) => (headers as { get?: (name: string) => string | null } | undefined)?.get?.(name) ?? null,
  };
}

/** Says in our words what went wrong with one call (Okta error codes, developer.okta.com/docs/reference/error-codes). */
export function toOperatorError(error: unknown, path: string, method = 'GET'): OperatorError {
  if (error instanceof OperatorError) return error;
  const refusal = refusalOf(error);
  if (refusal === undefined) return unavailable(`Okta did not answer: ${reasonOf(error)}`, error);
  const { status, errorCode } = refusal;
  // Said with a 401, yet the token is good (Okta error codes).
  if (errorCode === 'E0000015')
    return new OperatorError(
      'NOT_LICENSED',
      `Okta says that this org does not have the feature behind ${path.split('?')[0]}`,
      'Nothing to mend: the org has no such feature.',
      error,
    );
  if (status === 401) {
    return new OperatorError(
      'TOKEN_REJECTED',
      `Okta refused the token (${errorCode ?? status})`,
      'Check OKTA_API_TOKEN, or OKTA_CLIENT_ID and OKTA_PRIVATE_KEY.',
      error,
    );
  }
  if (status === 403) {
    const scope = scopeOf(path, method);
    return new OperatorError(
      'NOT_PERMITTED',
      `Okta refused ${path.split('?')[0]}: ${scope} is missing`,
      `Grant ${scope} and an administrator role that covers it.`,
      error,
    );
  }
  if (status === 404) return notFound(path, refusal, error);
  if (status === 429)
    return new OperatorError(
      'PROVIDER_UNAVAILABLE',
      "Okta's rate limit is used up",
      'Wait a minute, or lower limits.rate_share.',
      error,
    );
  if (status >= 300 && status < 400)
    return new OperatorError(
      'FOREIGN_LINK',
      `Okta answered ${path.split('?')[0]} with a redirect, which was not followed`,
      'Check OKTA_ORG_URL: use the address that Okta itself uses; a proxy may have answered instead.',
      error,
    );
  if (status === 501) return refused(path, refusal, 'Nothing to mend: Okta does not do this.', error);
  if (status >= 500) return unavailable(`Okta answered ${status}`, error);
  const next = 'Report this: Lockstep asked for something Okta does not know.';
  return refused(path, refusal, next, error);
}

function notFound(path: string, { errorCode }: OktaRefusal, cause: unknown): OperatorError {
  const where = path.split('?')[0];
  if (errorCode !== undefined)
    return new OperatorError('NOT_FOUND', `Okta does not know ${where}`, 'Check the id.', cause);
  return new OperatorError(
    'NOT_FOUND',
    `${where} was answered 404 by something that is not Okta`,
    'Check OKTA_ORG_URL; a proxy may have answered instead.',
    cause,
  );
}

function refused(
  path: string,
  { summary, errorCode, status }: OktaRefusal,
  next: string,
  cause: unknown,
): OperatorError {
  return new OperatorError(
    'PROVIDER_REFUSED',
    `Okta refused ${path.split('?')[0]}: ${summary} (${errorCode ?? status})`,
    next,
    cause,
  );
}

function unavailable(what: string, cause: unknown): OperatorError {
  return new OperatorError(
    'PROVIDER_UNAVAILABLE',
    what,
    'Check OKTA_ORG_URL and status.okta.com; it is tried again.',
    cause,
  );
}

/** Okta names a code whenever it says that something is not there: nothing is taken for gone on a proxy's word. */
export function isNotFound(error: unknown): boolean {
  return error instanceof OperatorError && error.code === 'NOT_FOUND' && errorCodeOf(error) !== undefined;
}

/** Okta's own code of what was refused, behind an OperatorError too. */
export function errorCodeOf(error: unknown): string | undefined {
  return refusalOf(error instanceof OperatorError ? error.cause : error)?.errorCode;
}

/** The thing is not there; an address that Okta does not know is another 404 (E0000008). */
export function isGone(error: unknown): boolean {
  return isNotFound(error) && errorCodeOf(error) === 'E0000007';
}

/** The scope that an endpoint needs (Okta OAuth scopes). */
function scopeOf(path: string, method: string): string {
  if (method !== 'GET') return `okta.${/^\/api\/v1\/(groups|apps)\b/.exec(path)?.[1] ?? 'users'}.manage`;
  if (/\/(roles|iam)\b/.test(path)) return 'okta.roles.read';
  const area =
    /^\/api\/v1\/(groups|policies|apps|logs|agentPools|idps|api-tokens)\b/.exec(path)?.[1] ?? 'users';
  return `okta.${area === 'api-tokens' ? 'apiTokens' : area}.read`;
}
