import { describe, expect, it } from 'vitest';
import {
  applicablePolicy,
  matchesLogin,
  matchingRule,
  rulesElsewhere,
} from '../../src/domain/okta-policy-walk.ts';
import { oktaPolicy, rule } from '../support/facts.ts';

const walker = { id: 'bg1', login: 'bg1@acme.test', groupIds: ['sealed', 'everyone'] };
const found = (rules: Parameters<typeof rule>[0][]): string | undefined =>
  matchingRule(oktaPolicy(rules.map((over) => rule(over))), walker)?.name;

describe('the policy that applies', () => {
  const policies = [
    oktaPolicy([], { name: 'last', priority: 9 }),
    oktaPolicy([], { name: 'off', priority: 1, active: false, includeGroups: ['sealed'] }),
    oktaPolicy([], { name: 'others', priority: 2, includeGroups: ['sales'] }),
    oktaPolicy([], { name: 'ours', priority: 3, includeGroups: ['sealed'] }),
  ];

  it('is the first active one by priority, whatever the order of the list', () => {
    expect(applicablePolicy(policies, walker)?.name).toBe('ours');
    expect(applicablePolicy(policies, { ...walker, groupIds: [] })?.name).toBe('last');
  });

  it('is none where every policy is for other groups', () => {
    expect(applicablePolicy(policies.slice(1, 3), walker)).toBeUndefined();
  });
});

describe('the rule that matches in an emergency', () => {
  it.each([
    [
      'the first by priority',
      [
        { name: 'late', priority: 5 },
        { name: 'early', priority: 2 },
      ],
      'early',
    ],
    [
      'not an inactive one',
      [
        { name: 'off', active: false },
        { name: 'next', priority: 2 },
      ],
      'next',
    ],
    [
      'not one for a named network',
      [
        { name: 'office', network: 'inside' },
        { name: 'next', priority: 2 },
      ],
      'next',
    ],
    [
      'not one for managed devices',
      [
        { name: 'managed', requiresManagedDevice: true },
        { name: 'next', priority: 2 },
      ],
      'next',
    ],
    ['one that names the account', [{ name: 'named', includeUsers: ['bg1'] }], 'named'],
    ['one that names its group', [{ name: 'grouped', includeGroups: ['sealed'] }], 'grouped'],
    ['not one that names others', [{ name: 'others', includeUsers: ['ann'] }], undefined],
    [
      'not one that excludes it, though its group is named',
      [{ name: 'but', includeGroups: ['sealed'], excludeUsers: ['bg1'] }],
      undefined,
    ],
    ['not one that excludes its group', [{ name: 'but', excludeGroups: ['everyone'] }], undefined],
  ] as const)('is %s', (_, rules, name) => {
    expect(found(rules.map((over) => ({ ...over })))).toBe(name);
  });

  it('leaves the rules of other places to be named', () => {
    const rules = [rule({ name: 'office', network: 'inside' }), rule({ name: 'anywhere', priority: 2 })];

    expect(rulesElsewhere(oktaPolicy(rules), walker)).toEqual(['office']);
  });
});

describe('a login pattern', () => {
  it.each([
    ['SUFFIX', '@ACME.test', true],
    ['SUFFIX', '@other.test', false],
    ['EQUALS', 'bg1@acme.test', true],
    ['EQUALS', 'bg1', false],
    ['STARTS_WITH', 'BG', true],
    ['CONTAINS', '1@', true],
    ['EXPRESSION', 'user.x', 'unclear'],
  ])('%s %s: %s', (matchType, value, answer) => {
    expect(matchesLogin([{ matchType, value }], walker.login)).toBe(answer);
  });

  it('is none for everybody, and unclear only while no other matches', () => {
    const unclear = { matchType: 'EXPRESSION', value: 'user.x' };

    expect(matchesLogin([], walker.login)).toBe(true);
    expect(matchesLogin([unclear, { matchType: 'CONTAINS', value: 'bg' }], walker.login)).toBe(true);
    expect(matchesLogin([{ matchType: 'EQUALS', value: 'no' }, unclear], walker.login)).toBe('unclear');
  });
});
