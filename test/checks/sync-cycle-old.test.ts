import { describe, expect, it } from 'vitest';
import { checkOf, daysAgo, inWords, job } from '../support/facts.ts';

const id = 'sync-cycle-old';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails when the last good cycle is older than a day', () => {
    expect(inWords(id, { syncJobs: [job({ lastSuccessAt: daysAgo(1.1) })] })).toBe('Atlassian Cloud medium');
  });

  it('mentions one that is older than two hours', () => {
    expect(inWords(id, { syncJobs: [job({ lastSuccessAt: daysAgo(0.2) })] })).toBe('Atlassian Cloud low');
  });

  it('fails after three complete failures in a row', () => {
    expect(inWords(id, { syncJobs: [job({ successiveFailures: 3 })] })).toBe('Atlassian Cloud medium');
  });

  it('does not look at the last cycle but at the last good one', () => {
    expect(inWords(id, { syncJobs: [job({ lastRunAt: daysAgo(0), lastSuccessAt: daysAgo(3) })] })).toBe(
      'Atlassian Cloud medium',
    );
  });

  it('lets a first cycle take days', () => {
    expect(inWords(id, { syncJobs: [job({ steadySince: null, lastSuccessAt: null })] })).toBe('pass');
  });

  it('fails when no success is known after the first cycle', () => {
    expect(inWords(id, { syncJobs: [job({ lastSuccessAt: null })] })).toBe('Atlassian Cloud medium');
  });

  it('leaves quarantined and paused jobs to their own checks', () => {
    expect(
      inWords(id, {
        syncJobs: [
          job({ code: 'Quarantine', lastSuccessAt: daysAgo(9) }),
          job({ code: 'Paused', lastSuccessAt: daysAgo(9) }),
        ],
      }),
    ).toBe('pass');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
