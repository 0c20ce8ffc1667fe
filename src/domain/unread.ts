import { OperatorError } from '../lib/operator-error.ts';
import type { Reason } from './finding.ts';

/** A verdict that could not be given, and why. */
export interface Unread {
  readonly status: 'not_evaluated';
  readonly reason: Reason;
  readonly sentence: string;
}

const reasons: Readonly<Record<string, Reason>> = {
  NOT_PERMITTED: 'not_permitted',
  NOT_LICENSED: 'not_licensed',
  NOT_CONFIGURED: 'not_configured',
  PROVIDER_UNAVAILABLE: 'provider_unavailable',
  TOKEN_REJECTED: 'provider_unavailable',
  EVIDENCE_STALE: 'evidence_stale',
};

/** Which of the closed reasons an error stands for: an admin grants what is not permitted, and waits for an outage. */
export function reasonBehind(error: Error): Reason {
  const code = error instanceof OperatorError ? error.code : '';
  return reasons[code] ?? 'evidence_incomplete';
}
