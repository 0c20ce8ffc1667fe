import type { SignInState } from '../../domain/lifecycle.ts';
import { OktaUser } from './account.ts';
import { userPath } from './by-id.ts';
import type { OktaClient } from './client.ts';
import { isGone } from './errors.ts';

/** Locked, expired and staged accounts are one step from signing in, and what Okta may call a status in future may sign in. */
export function stateOf({ status, transitioningToStatus }: OktaUser): SignInState {
  if (transitioningToStatus != null) return 'transitioning';
  if (status === 'SUSPENDED') return 'suspended';
  return status === 'DEPROVISIONED' ? 'deactivated' : 'active';
}

/** Read by id, which is never stale; null = no such account. */
export async function readState(reads: OktaClient, accountId: string): Promise<SignInState | null> {
  try {
    return stateOf(OktaUser.parse((await reads.get(userPath(accountId))).body));
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

export function isSuspended(user: OktaUser): boolean {
  return stateOf(user) === 'suspended';
}

export function isGoingOrGone({ status, transitioningToStatus }: OktaUser): boolean {
  return status === 'DEPROVISIONED' || transitioningToStatus === 'DEPROVISIONED';
}
