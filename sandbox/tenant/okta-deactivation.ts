import { updateUser } from './okta-changes.ts';
import type { OktaTenant } from './okta-tenant.ts';

/** Okta deactivates in the background: until it is through, the account keeps its status and says where it is going. */
export interface OktaDeactivations {
  /** How long it takes; Infinity: until it is told to finish. */
  lateMs: number;
  /** When each of them is through. */
  readonly underWay: Map<string, number>;
}

export const atOnce = (): OktaDeactivations => ({ lateMs: 0, underWay: new Map() });

export function beginDeactivation(tenant: OktaTenant, userId: string): void {
  const { lateMs, underWay } = tenant.deactivations;
  updateUser(tenant, userId, { transitioningToStatus: 'DEPROVISIONED' });
  underWay.set(userId, Date.now() + lateMs);
  finishDue(tenant, Date.now());
}

/** Ends what is through by now; told to before every look at an account. */
export function finishDue(tenant: OktaTenant, now: number): void {
  for (const [userId, due] of tenant.deactivations.underWay) {
    if (due > now) continue;
    tenant.deactivations.underWay.delete(userId);
    const user = tenant.users.get(userId);
    if (user === undefined) continue;
    updateUser(tenant, userId, { status: 'DEPROVISIONED' });
    delete user.transitioningToStatus;
  }
}

/** Everything that is under way is through, and the next is at once. */
export function finishDeactivations(tenant: OktaTenant): void {
  tenant.deactivations.lateMs = 0;
  finishDue(tenant, Number.POSITIVE_INFINITY);
}
