import { describe, expect, it } from 'vitest';
import { checkOf, inWords, sealed } from '../support/facts.ts';

const id = 'break-glass-okta-external';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(inWords(id, { breakGlass: [sealed('bg1', { credentialProvider: 'ACTIVE_DIRECTORY' })] })).toBe(
      'bg1 high',
    );
  });

  it('does not take status for independence', () => {
    expect(
      inWords(id, { breakGlass: [sealed('bg1', { credentialProvider: 'LDAP', status: 'active' })] }),
    ).toBe('bg1 high');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
