import { describe, expect, it } from 'vitest';
import { appLog, checkOf, inWords, judge } from '../support/facts.ts';

const id = 'provisioning-errors-many';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails above a tenth', () => {
    expect(inWords(id, { provisioningLog: { apps: [appLog({ successes: 80, failures: 20 })] } })).toBe(
      'Atlassian Cloud medium',
    );
  });

  it('mentions a few in a hundred', () => {
    expect(inWords(id, { provisioningLog: { apps: [appLog({ successes: 97, failures: 3 })] } })).toBe(
      'Atlassian Cloud low',
    );
  });

  it('passes below two in a hundred', () => {
    expect(inWords(id, { provisioningLog: { apps: [appLog({ successes: 199, failures: 1 })] } })).toBe(
      'pass',
    );
  });

  it('does not make a rate out of three attempts', () => {
    expect(inWords(id, { provisioningLog: { apps: [appLog({ successes: 1, failures: 2 })] } })).toBe('pass');
  });

  it('mentions many failures whatever the rate', () => {
    expect(inWords(id, { provisioningLog: { apps: [appLog({ successes: 9000, failures: 25 })] } })).toBe(
      'Atlassian Cloud low',
    );
  });

  it('fails near the number at which Microsoft judges', () => {
    expect(inWords(id, { provisioningLog: { apps: [appLog({ successes: 900_000, failures: 4001 })] } })).toBe(
      'Atlassian Cloud medium',
    );
  });

  it('counts skipped ones apart and people once', () => {
    const log = appLog({ successes: 5, failures: 5, skipped: 90, failedObjects: 2 });
    const verdict = judge(id, { provisioningLog: { apps: [log] } });

    expect(verdict).toMatchObject({ population: expect.stringContaining('90 skipped') });
    expect(JSON.stringify(verdict)).toContain('for 2 people and groups');
  });

  it('judges Okta by its own log', () => {
    expect(
      inWords(id, { provisioningLog: { apps: [appLog({ successes: 80, failures: 20 })] } }, 'okta'),
    ).toBe('Atlassian Cloud medium');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
