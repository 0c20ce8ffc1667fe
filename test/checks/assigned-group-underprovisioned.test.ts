import { describe, expect, it } from 'vitest';
import { assignedGroup, checkOf, inWords } from '../support/facts.ts';

const id = 'assigned-group-underprovisioned';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails for a group with groups inside', () => {
    expect(inWords(id, { assignedGroups: [assignedGroup({ nestedGroups: ['IT'] })] })).toBe(
      'Jira Users in Atlassian Cloud medium',
    );
  });

  it('mentions a group without members', () => {
    expect(inWords(id, { assignedGroups: [assignedGroup({ directMembers: 0 })] })).toBe(
      'Jira Users in Atlassian Cloud low',
    );
  });

  it('mentions a group that gives no access', () => {
    expect(inWords(id, { assignedGroups: [assignedGroup({ securityEnabled: false })] })).toBe(
      'Jira Users in Atlassian Cloud low',
    );
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
