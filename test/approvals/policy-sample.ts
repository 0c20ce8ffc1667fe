import type { AccessFacts, PersonFacts } from '../../src/approvals/access-facts.ts';
import type { AccessWish } from '../../src/approvals/policy-wish.ts';
import type { AccessPolicy, AccessSettings } from '../../src/domain/policy.ts';
import type { Principal } from '../../src/domain/principal.ts';

/** A policy of everything in Okta, decided by the owners. */
export function policyOf(over: Partial<AccessPolicy> = {}): AccessPolicy {
  return {
    id: 'any',
    title: null,
    connection: 'okta',
    groups: ['*'],
    requesters: [{ connection: 'okta', group: 'Engineers' }],
    stages: [{ name: null, quorum: 1, by: [{ kind: 'owners' }], fallback: [], escalateAfterMinutes: 240 }],
    maxMinutes: 480,
    defaultMinutes: 240,
    permanent: false,
    reasonRequired: true,
    ticket: null,
    requestExpiresMinutes: 4320,
    autoApprove: null,
    emergency: null,
    stepUp: false,
    expiry: 'bot',
    drift: 'ask',
    delegatesAllowed: true,
    ...over,
  };
}

export function accessOf(over: Partial<AccessSettings> = {}): AccessSettings {
  return { policies: [policyOf()], deny: [], separation: [], delegates: [], ...over };
}

export function principal(name: string, accounts = [`okta:${name}`]): Principal {
  return { id: accounts[0] ?? '', email: `${name}@acme.test`, name, accounts };
}

/** Somebody in these groups (`connection:group`), and in no other that is asked about unless it says null. */
export function person(name: string, memberOf: Readonly<Record<string, boolean | null>>): PersonFacts {
  return {
    principal: principal(name),
    memberOf: new Map(Object.entries(memberOf)),
    logins: new Map([['okta', [`${name}@acme.test`]]]),
  };
}

/** Vint, an engineer, asks for Production for himself. */
export function factsOf(over: Partial<AccessFacts> = {}): AccessFacts {
  const vint = person('vint', { 'okta:Engineers': true });
  return {
    group: { connection: 'okta', id: '00g1', name: 'Production' },
    requester: vint,
    beneficiary: over.requester ?? vint,
    standIns: new Map(),
    ...over,
  };
}

export function wishOf(over: Partial<AccessWish> = {}): AccessWish {
  return { minutes: null, permanent: false, reason: 'a deploy', ticket: null, emergency: false, ...over };
}
