import { describe, expect, it } from 'vitest';
import { checkOf, inWords, judge, policy, sealed } from '../support/facts.ts';

const id = 'mfa-unenforced';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(inWords(id, { conditionalAccess: { policies: [], securityDefaults: false } })).toBe(
      'directory high',
    );
  });

  it('is not content with a second factor or something else', () => {
    expect(
      inWords(id, {
        conditionalAccess: {
          policies: [policy({ grantControls: ['mfa', 'compliantDevice'] })],
          securityDefaults: false,
        },
      }),
    ).toBe('MFA for all medium');
  });

  it('names whom a policy leaves out too many, a few of each kind', () => {
    const people = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7'];
    const excluding = policy({
      excludeUsers: people,
      excludeGroups: ['contractors'],
      excludeGuests: ['serviceProvider'],
    });
    const verdict = judge(id, { conditionalAccess: { policies: [excluding], securityDefaults: false } });

    expect('findings' in verdict && verdict.findings.map(({ message }) => message)).toEqual([
      'excludes more than the emergency accounts and their group: people p1, p2, p3, p4, p5 and 2 more; groups contractors; guests serviceProvider',
    ]);
  });

  describe('while it is not known which groups an emergency account is in', () => {
    const breakGlass = [sealed('bg1', { groupIds: new Error('403') }), sealed('bg2')];
    const excluding = (over: Parameters<typeof policy>[0]) => ({
      breakGlass,
      conditionalAccess: { policies: [policy(over)], securityDefaults: false },
    });

    it('does not blame a policy for a group that may be theirs', () => {
      expect(inWords(id, excluding({ excludeGroups: ['sealed-group'] }))).toBe('evidence_incomplete');
    });

    it('says what is certain all the same', () => {
      expect(inWords(id, excluding({ excludeGroups: [] }))).toBe('pass');
      expect(inWords(id, excluding({ excludeUsers: ['ann'], excludeGroups: ['sealed-group'] }))).toBe(
        'MFA for all medium',
      );
    });
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
