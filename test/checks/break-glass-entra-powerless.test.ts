import { describe, expect, it } from 'vitest';
import { GLOBAL_ADMINISTRATOR } from '../../src/domain/role.ts';
import { checkOf, inWords, role, sealed } from '../support/facts.ts';

const id = 'break-glass-entra-powerless';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(inWords(id, { roleHolders: [] })).toBe('bg1 critical, bg2 critical');
  });

  it('does not take an activated role for a lasting one', () => {
    expect(
      inWords(id, {
        breakGlass: [sealed('bg1')],
        roleHolders: [role('bg1', { roleId: GLOBAL_ADMINISTRATOR, state: 'activated' })],
      }),
    ).toBe('bg1 critical');
  });

  it.each([id, 'break-glass-entra-locked-out'])(
    'leaves %s judged where it may not be seen who may become an administrator',
    (each) => {
      expect(inWords(each, { roles: new Error('may not look') })).toBe('pass');
    },
  );

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
