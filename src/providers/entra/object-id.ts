import { OperatorError } from '../../lib/operator-error.ts';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isGuid(text: string): boolean {
  return GUID.test(text);
}

/** Goes into an address only after it was looked at. Throws GROUP_UNKNOWN: what is no GUID is no group either. */
export function groupPart(id: string): string {
  if (!isGuid(id)) throw groupUnknown(id);
  return id;
}

/** Throws ACCOUNT_UNKNOWN. A userPrincipalName is refused as well: it may move to another account. */
export function accountPart(id: string): string {
  if (!isGuid(id)) throw accountUnknown(id);
  return id;
}

export function groupUnknown(id: string, cause?: unknown): OperatorError {
  return new OperatorError(
    'GROUP_UNKNOWN',
    `Entra ID has no group with the id ${id}`,
    'Check the id.',
    cause,
  );
}

export function accountUnknown(id: string, cause?: unknown): OperatorError {
  return new OperatorError(
    'ACCOUNT_UNKNOWN',
    `Entra ID has no account with the id ${id}`,
    'Check whether the account was deleted.',
    cause,
  );
}
