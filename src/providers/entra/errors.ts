import { z } from 'zod';
import { OperatorError, reasonOf } from '../../lib/operator-error.ts';

/** What Graph answered when it refused (GraphError, or our own HTTP middleware). */
export interface GraphRefusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly retryAfterMs: number | null;
}

/** Says in our words what went wrong with one call (Graph error codes, learn.microsoft.com/graph/errors). What Graph said is its cause. */
export function toOperatorError(refusal: GraphRefusal, path: string): OperatorError {
  const { status, code, message, retryAfterMs } = refusal;
  const where = path.split('?')[0];
  if (
    code === 'Authentication_RequestFromNonPremiumTenantOrB2CTenant' ||
    code === 'AadPremiumLicenseRequired' ||
    /premium license/i.test(message)
  ) {
    return new OperatorError(
      'NOT_LICENSED',
      `${where} needs an Entra ID premium licence`,
      'Nothing to mend: the tenant has no such licence.',
      refusal,
    );
  }
  if (status === 401)
    return new OperatorError(
      'TOKEN_REJECTED',
      `Microsoft Graph refused the token (${code})`,
      'Check ENTRA_CLIENT_ID and its credential.',
    );
  if (status === 403) {
    return new OperatorError(
      'NOT_PERMITTED',
      `Microsoft Graph refused ${where} (${code}): ${permissionOf(path)} is missing`,
      `Grant ${permissionOf(path)} and give admin consent.`,
      refusal,
    );
  }
  // Graph names a code whenever it says that something is not there: no account, group or delta link is gone on a proxy's word.
  if (status === 404 && code === '')
    return new OperatorError(
      'EVIDENCE_INCOMPLETE',
      `${where} was answered 404 by something that is not Microsoft Graph`,
      'Check ENTRA_GRAPH_URL; a proxy may have answered instead.',
      refusal,
    );
  if (isExpiredDelta(status, code, path))
    return new OperatorError(
      'CHECKPOINT_EXPIRED',
      'the delta link is no longer known',
      'Nothing to do: everything is read anew.',
    );
  if (status === 404)
    return new OperatorError('NOT_FOUND', `Microsoft Graph does not know ${where}`, 'Check the id.', refusal);
  if (status === 429 || status >= 500) {
    const pause = retryAfterMs === null ? '' : ` and asks for a pause of ${Math.ceil(retryAfterMs / 1000)} s`;
    return unavailable(`Microsoft Graph answered ${status}${pause}`);
  }
  return new OperatorError(
    'PROVIDER_REFUSED',
    `Microsoft Graph refused ${where}: ${message} (${code})`,
    'Report this: Lockstep asked for something Graph does not know.',
    refusal,
  );
}

/** What Graph itself said, code and message; null when it was not Graph that refused. */
export function refusalIn(error: unknown): { readonly code: string; readonly message: string } | null {
  return (error instanceof OperatorError ? Refusal.safeParse(error.cause).data : null) ?? null;
}

const Refusal = z.object({ code: z.string(), message: z.string() });

/**
 * Documented are 410 and 400 with syncStateNotFound or resyncRequired, but the codes differ from one description to the next:
 * whatever refuses a stored link, other than the caller or the pace, means that it is no longer good (delta query overview).
 */
function isExpiredDelta(status: number, code: string, path: string): boolean {
  if (status === 410) return true;
  if (status < 400 || status >= 500 || status === 429 || !/token=/i.test(path)) return false;
  const known = ['syncstatenotfound', 'resyncrequired', 'directory_expiredpagetoken'];
  return known.includes(code.toLowerCase()) || /\/delta\b/.test(path);
}

export function unavailable(what: string, cause?: unknown): OperatorError {
  return new OperatorError(
    'PROVIDER_UNAVAILABLE',
    what,
    'Check the network and status.cloud.microsoft; it is tried again.',
    cause,
  );
}

export function unknownTenant(cause: unknown): OperatorError {
  return new OperatorError(
    'TOKEN_REJECTED',
    'Entra ID does not know this tenant',
    'Check ENTRA_TENANT_ID and ENTRA_AUTHORITY_URL.',
    cause,
  );
}

export function authorityDown(what: string, cause: unknown): OperatorError {
  return new OperatorError(
    'PROVIDER_UNAVAILABLE',
    `Entra ID's token service ${what}`,
    'Check the network, ENTRA_AUTHORITY_URL and status.cloud.microsoft; it is tried again.',
    cause,
  );
}

/** Errors of the token endpoint (Entra authentication and authorization error codes). */
export function tokenError(error: unknown): OperatorError {
  const said = reasonOf(error);
  const code = /AADSTS\d+/.exec(said)?.[0];
  if (error instanceof Error && error.name === 'CredentialUnavailableError') {
    return new OperatorError(
      'TOKEN_REJECTED',
      'Entra ID gave no token: this machine has no identity of its own to sign in with',
      'Set ENTRA_CLIENT_SECRET or ENTRA_CLIENT_CERTIFICATE_PATH; without them a managed identity of Azure is used.',
      error,
    );
  }
  const known: Readonly<Record<string, readonly [string, string]>> = {
    AADSTS7000215: [
      'the client secret is wrong',
      'Set ENTRA_CLIENT_SECRET to the value of a secret, not its id.',
    ],
    AADSTS7000222: ['the client secret has expired', 'Make a new one and set ENTRA_CLIENT_SECRET.'],
    AADSTS700016: ['the tenant does not know this application', 'Check ENTRA_CLIENT_ID and ENTRA_TENANT_ID.'],
    AADSTS90002: ['the tenant does not exist', 'Check ENTRA_TENANT_ID.'],
    AADSTS700024: ["the assertion's time is off", 'Set the clock of this machine (NTP).'],
    AADSTS700027: [
      'the certificate is not registered with the application',
      'Upload it, or check ENTRA_CLIENT_CERTIFICATE_PATH.',
    ],
  };
  const found = code === undefined ? undefined : known[code];
  if (found !== undefined)
    return new OperatorError(
      code === 'AADSTS700024' ? 'CLOCK_SKEW' : 'TOKEN_REJECTED',
      `Entra ID gave no token: ${found[0]} (${code})`,
      found[1],
      error,
    );
  if (code !== undefined)
    return new OperatorError(
      'TOKEN_REJECTED',
      `Entra ID gave no token (${code})`,
      'Look the code up at login.microsoftonline.com/error.',
      error,
    );
  return unavailable(`Entra ID gave no token: ${said.split('\n')[0]?.slice(0, 200)}`, error);
}

export function isNotFound(error: unknown): boolean {
  return isCode(error, 'NOT_FOUND');
}

export function isCode(error: unknown, ...codes: readonly string[]): error is OperatorError {
  return error instanceof OperatorError && codes.includes(error.code);
}

/** The permission of the acting identity: the table below knows those of reading. */
export function actorLacks(permission: string, cause: unknown): OperatorError {
  return new OperatorError(
    'NOT_PERMITTED',
    `Microsoft Graph refused it: ${permission} is missing`,
    'Grant it to the writing identity (ENTRA_ACTOR_CLIENT_ID) and give admin consent.',
    cause,
  );
}

const permissions: readonly (readonly [RegExp, string])[] = [
  [/users\/[^/]+\/(appRoleAssignments|ownedObjects)/, 'Directory.Read.All'],
  [/authentication\/methods/, 'UserAuthenticationMethod.Read.All'],
  [/auditLogs\/provisioning/, 'ProvisioningLog.Read.All'],
  [/reports|auditLogs|signInActivity/, 'AuditLog.Read.All'],
  [/privilegedAccess\/group\/eligibility/, 'PrivilegedEligibilitySchedule.Read.AzureADGroup'],
  [/roleManagement/, 'RoleManagement.Read.Directory'],
  [/accessReviews/, 'AccessReview.Read.All'],
  [/lifecycleWorkflows/, 'LifecycleWorkflows.Read.All'],
  [/conditionalAccess|policies/, 'Policy.Read.All'],
  [/domains/, 'Domain.Read.All'],
  [/organization/, 'Organization.Read.All'],
  [/synchronization/, 'Synchronization.Read.All'],
  [/onPremisesSynchronization/, 'OnPremDirectorySynchronization.Read.All'],
  [/servicePrincipals|applications/, 'Application.Read.All'],
  [/subscriptions/, 'Group.Read.All'],
  [/groups/, 'GroupMember.Read.All'],
];

/** The least application permission of an endpoint (Microsoft Graph permissions reference). */
function permissionOf(path: string): string {
  return permissions.find(([pattern]) => pattern.test(path))?.[1] ?? 'User.Read.All';
}

/** The body of a refusal (Graph error resource). */
export const ErrorBody = z.object({
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }),
});
