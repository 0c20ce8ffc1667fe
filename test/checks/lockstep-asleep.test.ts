import { describe, expect, it } from 'vitest';
import { checkOf, daysAgo, inWords } from '../support/facts.ts';

const id = 'lockstep-asleep';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(
      inWords(id, {
        freshness: { sources: [{ name: 'sync:any', lastSuccessAt: daysAgo(2), intervalMs: 3_600_000 }] },
      }),
    ).toBe('sync:any critical');
  });

  it('does not take a first start for calm', () => {
    expect(
      inWords(id, {
        freshness: { sources: [{ name: 'sync:any', lastSuccessAt: null, intervalMs: 3_600_000 }] },
      }),
    ).toBe('evidence_incomplete');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
