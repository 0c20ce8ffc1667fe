import type { Plan } from '../../src/domain/deactivation.ts';

/** A leaver's account in Okta that holds nothing. */
export function impactOf(over: Partial<Plan['impacts'][number]> = {}): Plan['impacts'][number] {
  return {
    connection: 'okta',
    accountId: 'leaver',
    login: 'leaver@acme.test',
    displayName: 'Lea Ver',
    email: 'leaver@acme.test',
    state: 'active',
    synced: false,
    groups: [],
    apps: [],
    adminRoles: [],
    soleOwnerOf: [],
    apiTokens: [],
    lastSignInAt: null,
    lastAdmin: false,
    protectedBecause: null,
    unread: [],
    ...over,
  };
}
