import { describe, expect, it } from 'vitest';
import { checkOf, daysAgo, inWords, pushMapping } from '../support/facts.ts';

const id = 'group-push-in-error';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails for a mapping in error', () => {
    expect(
      inWords(id, { pushMappings: [pushMapping({ status: 'ERROR', error: 'displayName already exists' })] }),
    ).toBe('Engineering in Atlassian Cloud medium');
  });

  it('mentions one that is switched off', () => {
    expect(inWords(id, { pushMappings: [pushMapping({ status: 'INACTIVE' })] })).toBe(
      'Engineering in Atlassian Cloud low',
    );
  });

  it('mentions one that is behind the members of its group', () => {
    expect(inWords(id, { pushMappings: [pushMapping({ membersChangedAt: daysAgo(0.5) })] })).toBe(
      'Engineering in Atlassian Cloud low',
    );
  });

  it('gives a push an hour', () => {
    expect(inWords(id, { pushMappings: [pushMapping({ membersChangedAt: daysAgo(0.01) })] })).toBe('pass');
  });

  it('mentions one that was never pushed', () => {
    expect(inWords(id, { pushMappings: [pushMapping({ lastPushAt: null })] })).toBe(
      'Engineering in Atlassian Cloud low',
    );
  });

  it('mentions a group that assigns and is pushed', () => {
    expect(inWords(id, { pushMappings: [pushMapping({ assigns: true })] })).toBe(
      'Engineering in Atlassian Cloud low',
    );
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
