import { randomUUID } from 'node:crypto';

/** What Graph answers instead of a resource (learn.microsoft.com/graph/errors). */
export class GraphFailure extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export const badRequest = (message: string) => new GraphFailure(400, 'BadRequest', message);
export const refused = (message: string) => new GraphFailure(400, 'Request_BadRequest', message);
export const unsupportedQuery = (message: string) =>
  new GraphFailure(400, 'Request_UnsupportedQuery', message);
export const denied = () =>
  new GraphFailure(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
export const missing = (id: string) =>
  new GraphFailure(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
export const noSegment = (segment: string) => badRequest(`Resource not found for the segment '${segment}'.`);
export const wrongMethod = () =>
  new GraphFailure(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.');
export const noPremium = () =>
  new GraphFailure(
    403,
    'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
    "Neither tenant is B2C or tenant doesn't have premium license",
  );
export const noGovernance = () =>
  new GraphFailure(
    400,
    'AadPremiumLicenseRequired',
    'The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.',
  );
export const syncLost = () =>
  new GraphFailure(
    400,
    'syncStateNotFound',
    'The sync state generation is not found. The delta token is expired and data must be synchronized again.',
  );

export function unauthenticated(message: string): GraphFailure {
  const challenge =
    'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"';
  return new GraphFailure(401, 'InvalidAuthenticationToken', message, { 'www-authenticate': challenge });
}

/** The ids that Graph writes on every answer, good or bad. */
export interface Trace {
  readonly requestId: string;
  readonly clientRequestId: string;
}

export function traceOf(request: Request): Trace {
  const requestId = randomUUID();
  return { requestId, clientRequestId: request.headers.get('client-request-id') ?? requestId };
}

export function failureAnswer({ status, code, message, headers }: GraphFailure, trace: Trace): Response {
  const innerError = {
    date: new Date().toISOString().slice(0, 19),
    'request-id': trace.requestId,
    'client-request-id': trace.clientRequestId,
  };
  return Response.json({ error: { code, message, innerError } }, { status, headers });
}
