import { describe, expect, it } from 'vitest';
import { checkOf, inWords, roleGroup } from '../support/facts.ts';

const id = 'admin-group-filled';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(inWords(id, { roleGroups: [roleGroup({ type: 'okta_group', filledByRules: ['HR'] })] })).toBe(
      'Admins medium',
    );
  });

  it('finds a group of another directory', () => {
    expect(inWords(id, { roleGroups: [roleGroup({ type: 'app_group', grantsTop: true })] })).toBe(
      'Admins high',
    );
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
