import { describe, expect, it } from 'vitest';
import { checkOf, daysAgo, inWords, job } from '../support/facts.ts';

const id = 'sync-job-stopped';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails for a job that is paused for more than a day', () => {
    expect(inWords(id, { syncJobs: [job({ code: 'Paused', lastRunAt: daysAgo(2) })] })).toBe(
      'Atlassian Cloud medium',
    );
  });

  it('only mentions a pause of today', () => {
    expect(inWords(id, { syncJobs: [job({ scheduled: false, lastRunAt: daysAgo(0.5) })] })).toBe(
      'Atlassian Cloud low',
    );
  });

  it('fails for a job that never ran', () => {
    expect(inWords(id, { syncJobs: [job({ code: 'NotRun', lastRunAt: null })] })).toBe(
      'Atlassian Cloud medium',
    );
  });

  it('lets a new application be set up for a day', () => {
    expect(inWords(id, { syncJobs: [job({ code: 'NotConfigured', appAddedAt: daysAgo(0.5) })] })).toBe(
      'pass',
    );
  });

  it('sees that four weeks of quarantine look like a pause', () => {
    const quarantine = { reason: 'Unknown', since: daysAgo(40), nextAttempt: null, count: 30, message: null };

    expect(inWords(id, { syncJobs: [job({ code: 'Paused', quarantine })] })).toBe('Atlassian Cloud high');
  });

  it('leaves a job in quarantine to its own check', () => {
    expect(inWords(id, { syncJobs: [job({ code: 'Quarantine', scheduled: false })] })).toBe('pass');
  });

  it('does not take a state that it does not know for a job that runs', () => {
    expect(inWords(id, { syncJobs: [job({ code: 'unknownFutureValue' })] })).toBe('Atlassian Cloud medium');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
