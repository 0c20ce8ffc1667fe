import { describe, expect, it } from 'vitest';
import { checkOf, inWords, registered } from '../support/facts.ts';

const id = 'registered-credential-ending';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('warns at 30 days, fails at 7, and is grave afterwards', () => {
    const said = [31, 30, 7, -1].map((days) => inWords(id, { registeredCredentials: [registered(days)] }));

    expect(said).toEqual([
      'pass',
      'Atlassian SCIM key medium',
      'Atlassian SCIM key high',
      'Atlassian SCIM key critical',
    ]);
  });

  it('is grave for an application with such a key and no date', () => {
    expect(inWords(id, { registeredCredentials: [registered(90, { app: 'Slack' })] })).toBe(
      'Atlassian Cloud critical',
    );
  });

  it('knows the application by its label, whatever the case', () => {
    expect(
      inWords(id, { registeredCredentials: [registered(90, { name: 'key', app: 'atlassian cloud' })] }),
    ).toBe('pass');
  });

  it('does not apply without such a key', () => {
    expect(inWords(id, { registeredCredentials: [], keyedApps: { apps: [], unread: null } })).toBe(
      'not_applicable',
    );
  });

  it('tells of what is registered even where applications cannot be read', () => {
    expect(
      inWords(id, { registeredCredentials: [registered(5)], keyedApps: { apps: [], unread: 'no scope' } }),
    ).toBe('Atlassian SCIM key high');
  });

  it('cannot say that nothing is missing where applications cannot be read', () => {
    expect(inWords(id, { keyedApps: { apps: [], unread: 'no scope' } })).toBe('evidence_incomplete');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
