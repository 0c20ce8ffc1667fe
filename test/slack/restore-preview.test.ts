import { expect, it } from 'vitest';
import { checkBlocks } from '../../sandbox/slack/check-blocks.ts';
import { eventually } from '../../sandbox/story.ts';
import { cast } from '../../sandbox/tenant/cast.ts';
import { tellChat } from '../../src/alerts/tell.ts';
import { restorePreview } from '../../src/slack/messages/restore-preview.ts';
import { insertAlert } from '../../src/store/alerts.ts';
import { insertEvents } from '../../src/store/events.ts';
import { alertOf } from '../support/alert.ts';
import { event } from '../support/watch.ts';
import { openBot } from './open-bot.ts';

const ada = cast.ada.slackId;
const moved = (name: string, minute: number, account: string, group = 'g') =>
  event({
    name,
    at: new Date(Date.UTC(2026, 10, 24, 2, minute)),
    targets: [
      { kind: 'group', id: group, name: group },
      { kind: 'account', id: account, name: account },
    ],
  });

it('previews who would be restored: not who is back, who left long before, or who left another group', async () => {
  await using bot = await openBot();
  const { db } = bot.store;
  await insertEvents(
    db,
    [
      moved('member.removed', 10, 'long-ago'),
      moved('member.removed', 50, 'first'),
      moved('member.removed', 55, 'back-again'),
      moved('member.added', 56, 'back-again'),
      moved('member.removed', 57, 'elsewhere', 'h'),
    ],
    new Date(),
  );
  const alert = alertOf({ offers: [{ action: 'restore-members', on: { group: 'g' } }] });
  await insertAlert(db, alert);
  await tellChat(bot.tools, alert);
  await bot.bot.deliver();
  const ts = bot.slack.messages('C0ALERTS')[0]?.ts ?? '';
  await bot.slack.click(ada, { channel: 'C0ALERTS', ts, actionId: 'alert-restore-members' });
  const answer = await eventually('a preview', () => bot.slack.ephemerals(ada)[0]);
  const shown = JSON.stringify(answer.blocks);

  expect(shown).toContain('add 1 member to 1 group');
  expect(shown).toContain('*g*: first');
  expect(shown).not.toMatch(/long-ago|back-again|elsewhere/);
  expect(shown).toContain('Nothing was changed. Carrying this out needs an approval');
});

it('replaces the copy that only one person sees after a click on it', async () => {
  await using bot = await openBot();
  await insertAlert(bot.store.db, alertOf());
  await bot.slack.command(ada, 'C0REQ', '/idp alerts alert_1');
  const copy = await eventually('a card', () => bot.slack.ephemerals(ada)[0]);
  await bot.slack.click(ada, { channel: 'C0REQ', ts: copy.ts, actionId: 'alert-acknowledge' });
  await eventually('the new card', () =>
    JSON.stringify(bot.slack.ephemerals(ada)[0]?.blocks).includes('acknowledged by') ? true : undefined,
  );

  expect(bot.slack.ephemerals(ada)).toHaveLength(1);
});

it("a preview of thousands of people with long names fits Slack's limits", () => {
  const who = Array.from({ length: 500 }, () => '<'.repeat(200));
  const groups = Array.from({ length: 100 }, () => ({ name: '<!channel>'.repeat(20), who }));
  const { blocks } = restorePreview({ connection: 'okta', groups, cutOff: true });

  expect(checkBlocks(blocks, 50)).toEqual([]);
  expect(JSON.stringify(blocks)).not.toContain('<!channel>');
});
