import type { Alert } from '../../src/domain/alert.ts';

const at = new Date('2026-11-24T03:00:00Z');

/** An open alert; tests say what matters. */
export function alertOf(over: Partial<Alert> = {}): Alert {
  return {
    id: 'alert_1',
    fingerprint: 'scim-key-dead:okta:atlassian',
    detection: 'scim-key-dead',
    connection: 'okta',
    key: 'atlassian',
    severity: 'critical',
    title: 'An app refuses the key with which accounts are provisioned',
    message: 'Atlassian Cloud refuses the key: nobody is created or deactivated there.',
    fix: 'Make a new key in Atlassian and enter it in Okta.',
    state: 'open',
    count: 400,
    samples: [
      { id: 'a', text: 'ada@acme.test: 401' },
      { id: 'b', text: 'bob@acme.test: 401' },
      { id: 'c', text: 'cyd@acme.test: 401' },
      { id: 'd', text: 'dan@acme.test: 401' },
    ],
    firstAt: at,
    lastAt: new Date(at.getTime() + 600_000),
    visibleAt: at,
    coveredBy: null,
    announcedAt: at,
    pagedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    snoozedUntil: null,
    resolvedAt: null,
    resolvedBecause: null,
    resolvedBy: null,
    notes: [],
    relapses: 0,
    offers: [],
    revision: 0,
    ...over,
  };
}
