import { describe, expect, it } from 'vitest';
import { checkOf, inWords, sealed } from '../support/facts.ts';

const id = 'break-glass-entra-exclusion-open';

const open = (memberIds: readonly string[]) => ({
  id: 'g',
  name: 'Excluded',
  roleAssignable: true,
  managementRestricted: false,
  dynamic: false,
  memberIds,
  memberLogins: new Map<string, string>(),
  ownerIds: [],
});

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(inWords(id, { exclusionGroups: [open(['bg1', 'ann'])] })).toBe('ann high');
  });

  it('lets only registered accounts in', () => {
    expect(inWords(id, { exclusionGroups: [open(['bg1'])] })).toBe('pass');
  });

  it('gives no verdict while it is not known which groups an account is in', () => {
    const breakGlass = [sealed('bg1', { groupIds: new Error('403') }), sealed('bg2')];

    expect(inWords(id, { breakGlass })).toBe('evidence_incomplete');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
