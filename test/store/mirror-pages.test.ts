import { expect, it } from 'vitest';
import { type Page, runsOf } from '../../src/store/mirror-pages.ts';

const adds = (groupId: string, ...added: string[]): Page => ({
  memberships: [{ groupId, added, removed: [] }],
  resume: '',
});
const anew = (groupId: string, ...added: string[]): Page => ({
  ...adds(groupId, ...added),
  replaceMembersOf: [groupId],
});

it.each<[string, Page[], number[]]>([
  ['joins pages that only add', [adds('g', 'a'), adds('g', 'b'), anew('h', 'a')], [3]],
  [
    'begins anew before a group that is listed anew after its members',
    [anew('g', 'a'), adds('h', 'a'), anew('g', 'b')],
    [2, 1],
  ],
  [
    'leaves a page alone that drops accounts',
    [adds('g', 'a'), { goneAccounts: ['a'], resume: '' }, adds('g', 'b')],
    [1, 1, 1],
  ],
  [
    'leaves a page alone that removes a member',
    [
      adds('g', 'a'),
      { memberships: [{ groupId: 'g', added: [], removed: ['a'] }], resume: '' },
      adds('g', 'a'),
    ],
    [1, 1, 1],
  ],
  [
    'ends a run where a statement would grow long',
    [adds('g', ...Array(1500).keys().map(String)), adds('h', ...Array(600).keys().map(String))],
    [1, 1],
  ],
])('%s', (_, pages, lengths) => {
  const runs = runsOf(pages);

  expect(runs.map(({ length }) => length)).toEqual(lengths);
  expect(runs.flat()).toEqual(pages);
});
