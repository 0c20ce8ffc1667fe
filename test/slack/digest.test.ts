import { expect, it } from 'vitest';
import { checkBlocks } from '../../sandbox/slack/check-blocks.ts';
import { digestMessage } from '../../src/slack/messages/digest.ts';

const times = { since: '2026-11-23T17:00:00.000Z', until: '2026-11-24T17:00:00.000Z' };

it('a digest says who joined and left which group, each admin once, and pings nobody', () => {
  const joined = Array.from({ length: 12 }, (_, i) => ({ who: `p${i}@acme.test`, by: 'ada@acme.test' }));
  const group = {
    connection: 'okta',
    name: 'VPN <!channel>',
    joined,
    left: [{ who: 'x@acme.test', by: null }],
  };
  const { text, blocks } = digestMessage({ ...times, groups: [group] });
  const shown = JSON.stringify(blocks);

  expect(text).toBe('13 changes in 1 watched group');
  expect(shown).toContain('p9@acme.test and 2 more (by ada@acme.test)');
  expect(shown).toContain('x@acme.test (by not known yet)');
  expect(shown).not.toContain('<!channel>');
});

it('a digest counts what it has no room for: people of many admins, and groups', () => {
  const joined = Array.from({ length: 200 }, (_, i) => ({ who: `p${i}@acme.test`, by: `a${i}@acme.test` }));
  const groups = Array.from({ length: 30 }, (_, i) => ({
    connection: 'okta',
    name: `g${i}`,
    joined,
    left: [],
  }));
  const shown = JSON.stringify(digestMessage({ ...times, groups }).blocks);
  const named = shown.split('p0@acme.test')[1]?.match(/\(by a/g)?.length ?? 0;

  expect(shown).toMatch(/p0@acme\.test \(by a0@acme\.test\); .*; and \d+ more/);
  expect(shown).toContain(`and ${200 - named} more`);
  expect(shown).toMatch(/and \d+ more watched groups/);
});

it("a digest of hundreds of groups with long names fits Slack's limits", () => {
  const long = '<'.repeat(500);
  const joined = Array.from({ length: 50 }, () => ({ who: long, by: long }));
  const groups = Array.from({ length: 300 }, () => ({
    connection: 'okta',
    name: long,
    joined,
    left: joined,
  }));

  expect(checkBlocks(digestMessage({ ...times, groups }).blocks, 50)).toEqual([]);
});
