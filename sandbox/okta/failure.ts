import { randomBytes } from 'node:crypto';

/** What Okta answers instead of a resource (Okta error codes reference). */
export class OktaFailure extends Error {
  readonly status: number;
  readonly code: string;
  readonly causes: readonly string[];

  constructor(status: number, code: string, summary: string, causes: readonly string[] = []) {
    super(summary);
    this.status = status;
    this.code = code;
    this.causes = causes;
  }
}

export const invalidToken = () => new OktaFailure(401, 'E0000011', 'Invalid token provided');
export const noPermission = () =>
  new OktaFailure(403, 'E0000006', 'You do not have permission to perform the requested action');
export const notFound = (what: string) =>
  new OktaFailure(404, 'E0000007', `Not found: Resource not found: ${what}`);
export const noSuchPath = () => new OktaFailure(404, 'E0000008', 'The requested path was not found');
export const invalid = (what: string, cause: string) =>
  new OktaFailure(400, 'E0000001', `Api validation failed: ${what}`, [cause]);
export const badFilter = (text: string) =>
  new OktaFailure(400, 'E0000031', `Invalid search criteria: ${text}`);
export const tooMany = () =>
  new OktaFailure(429, 'E0000047', 'API call exceeded rate limit due to too many requests.');

export function failureAnswer(failure: OktaFailure): Response {
  // A refused proof is answered in OAuth's words (RFC 9449), not in Okta's.
  if (failure.code === 'invalid_dpop_proof') {
    const body = { error: failure.code, error_description: failure.message };
    return Response.json(body, { status: failure.status });
  }
  const body = {
    errorCode: failure.code,
    errorSummary: failure.message,
    errorLink: failure.code,
    errorId: `oae${randomBytes(12).toString('base64url')}`,
    errorCauses: failure.causes.map((errorSummary) => ({ errorSummary })),
  };
  const headers =
    failure.code === 'E0000006' ? { 'www-authenticate': 'Bearer error="insufficient_scope"' } : undefined;
  return Response.json(body, { status: failure.status, ...(headers === undefined ? {} : { headers }) });
}
