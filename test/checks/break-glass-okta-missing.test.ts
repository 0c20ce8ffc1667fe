import { describe, expect, it } from 'vitest';
import { account, checkOf, healthy, inWords, sealed } from '../support/facts.ts';

const id = 'break-glass-okta-missing';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(inWords(id, { breakGlass: [] })).toBe('registry high');
  });

  it('gives no verdict when blocks were refused', () => {
    expect(inWords(id, { breakGlass: [sealed('bg1', { blocks: new Error('403') })] })).toBe(
      'evidence_incomplete',
    );
  });

  it('counts an emergency account that the mirror does not list yet: it was read live', () => {
    const accounts = healthy('okta').accounts.filter((each) => each.id !== 'bg2' && each.id !== 'ann');

    expect(inWords(id, { accounts, roles: healthy('okta').roles.slice(0, 2) })).toBe('pass');
  });

  it('does not call super admins missing whom only the mirror does not list yet', () => {
    const accounts = healthy('okta').accounts.filter((each) => each.id !== 'ann');
    const roles = healthy('okta').roles.filter(({ accountId }) => accountId !== 'bg2');

    expect(inWords(id, { accounts, roles, breakGlass: [sealed('bg1')] })).toBe('evidence_incomplete');
  });

  it('says that one super admin is too few, whoever is not listed', () => {
    const roles = healthy('okta').roles.slice(0, 1);

    expect(inWords(id, { accounts: [account('eve')], roles, breakGlass: [sealed('bg1')] })).toBe(
      'directory critical',
    );
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
