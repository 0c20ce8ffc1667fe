import { describe, expect, it } from 'vitest';
import { appLog, checkOf, inWords } from '../support/facts.ts';

const id = 'provisioning-group-failing';
const group = (over = {}) => ({ name: 'Jira Users', failures: 3, cycles: 2, because: null, ...over });

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails when more than one update in twenty is lost', () => {
    expect(inWords(id, { provisioningLog: { apps: [appLog({ failingGroups: [group()] })] } })).toBe(
      'Jira Users in Atlassian Cloud medium',
    );
  });

  it('mentions a single one', () => {
    expect(
      inWords(id, { provisioningLog: { apps: [appLog({ groupUpdates: 1000, failingGroups: [group()] })] } }),
    ).toBe('Jira Users in Atlassian Cloud low');
  });

  it('takes a single one of a sensitive group as seriously as many', () => {
    const failingGroups = [group({ name: 'Payroll', failures: 1 })];

    expect(inWords(id, { provisioningLog: { apps: [appLog({ groupUpdates: 1000, failingGroups })] } })).toBe(
      'Payroll in Atlassian Cloud medium',
    );
  });

  it('lets members come a cycle later than their group', () => {
    expect(
      inWords(id, { provisioningLog: { apps: [appLog({ failingGroups: [group({ cycles: 1 })] })] } }),
    ).toBe('pass');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
