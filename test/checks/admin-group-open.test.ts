import { describe, expect, it } from 'vitest';
import { checkOf, inWords, roleGroup } from '../support/facts.ts';

const id = 'admin-group-open';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(inWords(id, { roleGroups: [roleGroup({ roleAssignable: false })] })).toBe('Admins medium');
  });

  it('trusts owners of tier 0', () => {
    expect(inWords(id, { roleGroups: [roleGroup({ ownerIds: ['ann'] })] })).toBe('pass');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
