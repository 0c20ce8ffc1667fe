import { randomUUID } from 'node:crypto';

/** What the token endpoint answers instead of a token (learn.microsoft.com/entra/identity-platform/reference-error-codes). */
export class AadstsFailure extends Error {
  readonly status: number;
  readonly error: string;
  readonly number: number;

  constructor(status: number, error: string, number: number, message: string) {
    super(message);
    this.status = status;
    this.error = error;
    this.number = number;
  }
}

export const noTenant = (tenant: string) =>
  new AadstsFailure(
    400,
    'invalid_request',
    90002,
    `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  );
export const noClient = (clientId: string, tenant: string) =>
  new AadstsFailure(
    400,
    'unauthorized_client',
    700016,
    `Application with identifier '${clientId}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  );
export const wrongSecret = (clientId: string) =>
  new AadstsFailure(
    401,
    'invalid_client',
    7000215,
    `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
  );
export const noCredential = () =>
  new AadstsFailure(
    401,
    'invalid_client',
    7000218,
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  );
export const noParameter = (name: string) =>
  new AadstsFailure(
    400,
    'invalid_request',
    900144,
    `The request body must contain the following parameter: '${name}'.`,
  );
export const wrongGrant = (grant: string) =>
  new AadstsFailure(
    400,
    'unsupported_grant_type',
    70003,
    `The app requested an unsupported grant type '${grant}'.`,
  );
export const wrongScope = (scope: string) =>
  new AadstsFailure(
    400,
    'invalid_scope',
    1002012,
    `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
  );

const invalidClient = (number: number, message: string) =>
  new AadstsFailure(401, 'invalid_client', number, message);
export const malformedAssertion = () => invalidClient(50027, 'JWT token is invalid or malformed.');
export const outOfTime = () =>
  invalidClient(
    700024,
    'Client assertion is not within its valid time range. Review the documentation at https://docs.microsoft.com/azure/active-directory/develop/active-directory-certificate-credentials .',
  );
export const unknownKey = () =>
  invalidClient(
    700027,
    'The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found.]',
  );
export const wrongSignature = () =>
  invalidClient(
    50013,
    'Assertion failed signature validation. [Reason - The provided signature value did not match.]',
  );
export const wrongAudience = () =>
  invalidClient(700023, 'Client assertion audience claim does not match Realm issuer.');
export const wrongSubject = () =>
  invalidClient(
    700213,
    'No matching federated identity record found for presented assertion subject. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.',
  );

export function aadstsAnswer(failure: AadstsFailure): Response {
  const [trace, correlation] = [randomUUID(), randomUUID()];
  const timestamp = `${new Date().toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const body = {
    error: failure.error,
    error_description: `AADSTS${failure.number}: ${failure.message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
    error_codes: [failure.number],
    timestamp,
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `https://login.microsoftonline.com/error?code=${failure.number}`,
  };
  return Response.json(body, { status: failure.status, headers: { 'cache-control': 'no-store, no-cache' } });
}
