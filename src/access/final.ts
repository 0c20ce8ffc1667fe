import { OperatorError } from '../lib/operator-error.ts';

/** Refusals of the directory that no further try changes. */
const final = new Set([
  'GROUP_UNKNOWN',
  'GROUP_NOT_WRITABLE',
  'ACCOUNT_UNKNOWN',
  'ACCOUNT_DEACTIVATED',
  'NOT_PERMITTED',
  'NOT_CONNECTED',
  // A rule of the vendor is not got round by keeping the end ourselves.
  'PIM_RULE_REFUSED',
]);

export function isFinal(error: unknown): boolean {
  return error instanceof OperatorError && final.has(error.code);
}
