import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkBlocks, checkView } from '../../sandbox/slack/check-blocks.ts';
import type { Alert } from '../../src/domain/alert.ts';
import { alertCard } from '../../src/slack/messages/alert.ts';
import { alertList } from '../../src/slack/messages/alert-list.ts';
import { resolveView } from '../../src/slack/views/alert-resolve-reason.ts';
import { alertOf } from '../support/alert.ts';

const acknowledgedAt = new Date('2026-11-24T03:05:00Z');
const states: readonly Partial<Alert>[] = [
  { state: 'open' },
  { state: 'acknowledged', acknowledgedAt, acknowledgedBy: 'U0ADA' },
  { state: 'acknowledged', acknowledgedAt, acknowledgedBy: 'pagerduty' },
  { state: 'snoozed', snoozedUntil: acknowledgedAt },
  {
    state: 'resolved',
    resolvedAt: new Date('2026-11-24T03:42:00Z'),
    resolvedBecause: 'provisioning succeeded',
  },
];
const able = new Set(['intended', 'restart-job'] as const);
const text = (alert: Alert): string => JSON.stringify(alertCard(alert, able).blocks);

describe('the card of an alert', () => {
  it('says what happened, how bad, since when and what next in its first section', () => {
    expect(alertCard(alertOf(), able).blocks[0]).toMatchInlineSnapshot(`
      {
        "text": {
          "text": "🔴 *CRITICAL · An app refuses the key with which accounts are provisioned* (okta)
      Atlassian Cloud refuses the key: nobody is created or deactivated there.
      open since <!date^1795489200^{date_short_pretty} {time}|2026-11-24 03:00 UTC> · 400 times, last <!date^1795489800^{date_short_pretty} {time}|2026-11-24 03:10 UTC>
      *Next:* Make a new key in Atlassian and enter it in Okta.",
          "type": "mrkdwn",
        },
        "type": "section",
      }
    `);
  });

  it.each([
    ['open since', states[0]],
    ['acknowledged by <@U0ADA> at', states[1]],
    ['acknowledged by pagerduty at', states[2]],
    ['snoozed until', states[3]],
    ['resolved after 42 min because provisioning succeeded', states[4]],
    ['resolved after 12 s because', { ...states[4], resolvedAt: new Date('2026-11-24T03:00:12Z') }],
  ])('says %s', (words, state) => {
    expect(text(alertOf(state))).toContain(words);
  });

  it('loses its buttons and its next step when it is over', () => {
    expect(text(alertOf(states[0]))).toContain('alert-acknowledge');
    expect(text(alertOf(states[1]))).not.toContain('alert-acknowledge');
    expect(text(alertOf(states[4]))).not.toMatch(/"actions"|Next:/);
  });

  it('shows three lines, ten where the lines are the news, and how many are left', () => {
    const samples = Array.from({ length: 12 }, (_, i) => ({ id: `${i}`, text: `line-${i}.` }));
    const shown = (detection: string) => text(alertOf({ detection, samples })).match(/line-\d+\./g)?.length;

    expect(shown('scim-key-dead')).toBe(3);
    expect(shown('mass-removal')).toBe(10);
    expect(text(alertOf({ samples }))).toContain('and 9 more lines');
  });

  it('offers only what can be carried out', () => {
    const offers = [
      { action: 'intended', on: { group: 'g1' } },
      { action: 'restore-members', on: { group: 'g1' } },
    ] as const;

    expect(text(alertOf({ offers }))).toContain('This was intended');
    expect(text(alertOf({ offers }))).not.toMatch(/restore/i);
    expect(text(alertOf())).not.toContain('This was intended');
  });

  it('fits the limits of Slack in every state, whatever is in it, and pings nobody', () => {
    const untrusted = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 5000 }),
      fc.constantFrom('<!channel>', '<!here|x>', '<https://evil.test|Okta>', '<@U0EVE>'),
    );
    fc.assert(
      fc.property(
        fc.array(untrusted, { minLength: 6, maxLength: 6 }),
        fc.constantFrom(...states),
        (all, state) => {
          const [title = '', message = '', fix = '', line = '', because = '', connection = ''] = all;
          const samples = Array.from({ length: 10 }, (_, i) => ({ id: `${i}`, text: line }));
          const hostile = { title, message, fix, connection, samples, detection: 'mass-removal' };
          const alert = alertOf({
            ...state,
            ...hostile,
            ...(state.state === 'resolved' ? { resolvedBecause: because } : {}),
          });
          const card = alertCard(alert, able);
          expect(checkBlocks(card.blocks, 50)).toEqual([]);
          expect(card.text.length).toBeLessThan(3000);
          expect(JSON.stringify(card)).not.toMatch(/<!(channel|here)|<https|<@U0EVE/);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is asked for its reason in a modal that Slack takes', () => {
    expect(checkView(JSON.parse(JSON.stringify(resolveView('alert_1'))))).toEqual([]);
  });
});

it('a list of a hundred alerts fits, and says how many are left', () => {
  const counts = { pending: 0, open: 130, acknowledged: 0, snoozed: 0, resolved: 0 };
  const alerts = Array.from({ length: 100 }, (_, i) => alertOf({ id: `alert_${i}` }));
  const now = new Date('2026-11-24T04:00:00Z');
  const { blocks } = alertList({ alerts, counts, freeze: null, now });

  expect(checkBlocks(blocks, 50)).toEqual([]);
  const shown = JSON.stringify(blocks).match(/`alert_\d+`/g)?.length ?? 0;
  expect(shown).toBeGreaterThan(40);
  expect(JSON.stringify(blocks)).toContain(`and ${130 - shown} more that are older or less severe`);
});
