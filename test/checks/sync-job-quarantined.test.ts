import { describe, expect, it } from 'vitest';
import type { Quarantine } from '../../src/domain/provisioning.ts';
import { checkOf, daysAgo, daysAhead, inWords, job, judge } from '../support/facts.ts';

const id = 'sync-job-quarantined';
const quarantine = (over: Partial<Quarantine> = {}): Quarantine => ({
  reason: 'EncounteredEscrowProportionThreshold',
  since: daysAgo(2.5),
  nextAttempt: daysAhead(0.2),
  count: 3,
  message: null,
  ...over,
});

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails for a job in quarantine', () => {
    expect(inWords(id, { syncJobs: [job({ code: 'Quarantine', quarantine: quarantine() })] })).toBe(
      'Atlassian Cloud high',
    );
  });

  it('is grave where credentials are refused or deletions wait', () => {
    for (const reason of ['EncounteredQuarantineException', 'TooManyDeletes'])
      expect(
        inWords(id, { syncJobs: [job({ code: 'Quarantine', quarantine: quarantine({ reason }) })] }),
      ).toBe('Atlassian Cloud critical');
  });

  it('is grave in the last week before the job is switched off', () => {
    expect(
      inWords(id, {
        syncJobs: [job({ code: 'Quarantine', quarantine: quarantine({ since: daysAgo(22) }) })],
      }),
    ).toBe('Atlassian Cloud critical');
  });

  it('says how many days are left and when the next try is', () => {
    const verdict = judge(id, { syncJobs: [job({ code: 'Quarantine', quarantine: quarantine() })] });

    expect(JSON.stringify(verdict)).toContain('25 days until it is switched off');
    expect(JSON.stringify(verdict)).toContain('next try in less than a day');
  });

  it('does not take the quarantine that stands on a paused job for one', () => {
    expect(
      inWords(id, {
        syncJobs: [job({ code: 'Paused', quarantine: quarantine({ reason: null, since: null }) })],
      }),
    ).toBe('pass');
  });

  it('survives a quarantine that tells nothing', () => {
    expect(inWords(id, { syncJobs: [job({ code: 'Quarantine', quarantine: null })] })).toBe(
      'Atlassian Cloud high',
    );
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
