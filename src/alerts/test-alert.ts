import type { Alert } from '../domain/alert.ts';
import { newId } from '../lib/id.ts';

/** An alert that says of itself that it is a test; of the mildest kind, and in no store. */
export function testAlert(sink: string, at: Date): Alert {
  const id = newId('test');
  return {
    id,
    fingerprint: `lockstep-test:${sink}:${id}`,
    detection: 'lockstep-test',
    connection: 'lockstep',
    key: sink,
    severity: 'low',
    title: 'TEST of Lockstep: nothing is wrong',
    message: `Somebody ran \`lockstep sinks test ${sink}\`. It ends by itself at once.`,
    fix: 'Nothing: if you see this, it works.',
    state: 'open',
    count: 1,
    samples: [],
    firstAt: at,
    lastAt: at,
    visibleAt: at,
    coveredBy: null,
    announcedAt: at,
    pagedAt: at,
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
  };
}
