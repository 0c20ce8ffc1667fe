import { describe, expect, it } from 'vitest';
import { checkOf, guard, inWords, judge } from '../support/facts.ts';

const id = 'mass-deletion-unguarded';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('says so where the guard is off', () => {
    expect(inWords(id, { deletionGuards: [guard({ limit: null })] })).toBe('Atlassian Cloud medium');
  });

  it('says so where the guard lets too many through', () => {
    expect(inWords(id, { deletionGuards: [guard({ limit: 500, scope: 1000 })] })).toBe(
      'Atlassian Cloud medium',
    );
  });

  it('lets a large application have a larger limit', () => {
    expect(inWords(id, { deletionGuards: [guard({ limit: 500, scope: 10_000 })] })).toBe('pass');
  });

  it('is grave where deletions wait for a decision', () => {
    expect(inWords(id, { deletionGuards: [guard({ waiting: '300 deletions' })] })).toBe(
      'Atlassian Cloud critical',
    );
  });

  it('takes any count of the synchronisation for a guard, and a share up to a fifth', () => {
    expect(
      inWords(id, {
        deletionGuards: [
          guard({ kind: 'connect', limit: 500, scope: null }),
          guard({ kind: 'connect', limit: 20, scope: 100 }),
        ],
      }),
    ).toBe('pass');
    expect(inWords(id, { deletionGuards: [guard({ kind: 'connect', limit: 60, scope: 100 })] })).toBe(
      'Atlassian Cloud medium',
    );
  });

  it('says that the limit of Okta cannot be read', () => {
    const verdict = judge(id, { deletionGuards: [guard({ kind: 'import', limit: 'unreadable' })] }, 'okta');

    expect(verdict).toMatchObject({ findings: [], coverage: expect.stringContaining('cannot be read') });
  });

  it('does not apply where nothing is provisioned', () => {
    expect(inWords(id, { deletionGuards: [] })).toBe('not_applicable');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
