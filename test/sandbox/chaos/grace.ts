import { membershipOf } from '../../../sandbox/chaos/crowd.ts';
import type { WrittenGrant } from '../../../sandbox/chaos/read-store.ts';
import type { Membership } from '../../../sandbox/chaos/truth.ts';
import { cast, credentials, groups } from '../../../sandbox/tenant/cast.ts';
import type { Company } from '../../../sandbox/tenant/company.ts';
import type { Doer } from '../../../sandbox/tenant/okta-changes.ts';

/** What Okta's log says of a change that Lockstep made. */
export const byLockstep: Doer = {
  actor: {
    id: credentials.okta.actorClient,
    type: 'PublicClientApp',
    alternateId: 'unknown',
    displayName: 'Lockstep',
    detailEntry: null,
  },
};

/** Of a group that a policy lets her ask for, and in which she is not. */
export function membershipOfGrace(company: Company): Membership {
  const membership = membershipOf({ company }, cast.grace.email, groups.okta.vpn);
  if (membership === null) throw new Error('Grace or the group is not there');
  return membership;
}

/** A grant that was given and has ended, unless told otherwise. */
export function grantOf(membership: Membership, over: Partial<WrittenGrant> = {}): WrittenGrant {
  return {
    id: 'grant_0a',
    status: 'ended',
    ...membership,
    approval: null,
    expiresAt: minutes(-5),
    heldBefore: 0,
    writtenAt: minutes(-10),
    removedAt: minutes(-5),
    lastError: null,
    ...over,
  };
}

/** So many minutes from now, as the store writes it. */
export function minutes(n: number): string {
  return new Date(Date.now() + n * 60_000).toISOString();
}
