import type { OktaTenant } from './okta-tenant.ts';

/** A push to somebody's Okta Verify. */
export interface OktaPush {
  readonly id: string;
  readonly userId: string;
  readonly factorId: string;
  /** What has to be chosen on the device; null = a plain yes is enough. */
  readonly number: number | null;
  expiresAt: number;
  result: 'WAITING' | 'SUCCESS' | 'REJECTED';
}

/** Answers the push that waits longest for somebody, as on their device: the right number, another one, or no. False = none waits. */
export function answerPush(
  tenant: OktaTenant,
  userId: string,
  answer: 'approve' | 'wrong number' | 'reject',
): boolean {
  const push = tenant.pushes.find((each) => each.userId === userId && each.result === 'WAITING');
  if (push === undefined) return false;
  push.result = answer === 'approve' ? 'SUCCESS' : 'REJECTED';
  return true;
}
