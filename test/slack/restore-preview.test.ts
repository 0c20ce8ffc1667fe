import { describe, expect, it } from 'vitest';
import { checkBlocks } from '../../sandbox/slack/check-blocks.ts';
import { eventually } from '../../sandbox/story.ts';
import { cast, groups } from '../../sandbox/tenant/cast.ts';
import { removeMember } from '../../sandbox/tenant/okta-changes.ts';
import { oktaGroupByName } from '../../sandbox/tenant/okta-groups.ts';
import { oktaUserByLogin } from '../../sandbox/tenant/okta-people.ts';
import { tellChat } from '../../src/alerts/tell.ts';
import type { Restore, RestoreMember } from '../../src/domain/restore.ts';
import { type ApprovalPicture, approvalCard } from '../../src/slack/messages/approval.ts';
import { restoreCard } from '../../src/slack/messages/restore.ts';
import { restorePreview } from '../../src/slack/messages/restore-preview.ts';
import { insertAlert } from '../../src/store/alerts.ts';
import { insertEvents } from '../../src/store/events.ts';
import { freezeNow } from '../../src/store/freeze.ts';
import { alertOf } from '../support/alert.ts';
import { approvalOf, noon, principal } from '../support/approval.ts';
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

/** Ada is asked about an alert of the group, and looks at the preview. */
async function preview(bot: Awaited<ReturnType<typeof openBot>>, group: string) {
  const alert = alertOf({ offers: [{ action: 'restore-members', on: { group } }] });
  await insertAlert(bot.store.db, alert);
  await tellChat(bot.tools, alert);
  await bot.bot.deliver();
  const ts = bot.slack.messages('C0ALERTS')[0]?.ts ?? '';
  await bot.slack.click(ada, { channel: 'C0ALERTS', ts, actionId: 'alert-restore-members' });
  return await eventually('a preview', () => bot.slack.ephemerals(ada)[0]);
}

it('previews who would be restored: not who is back, who left long before, or who left another group', async () => {
  await using bot = await openBot({ acts: true });
  const id = oktaGroupByName(bot.org, groups.okta.vpn).id;
  await insertEvents(
    bot.store.db,
    [
      moved('member.removed', 10, 'long-ago', id),
      moved('member.removed', 50, 'first', id),
      moved('member.removed', 55, 'back-again', id),
      moved('member.added', 56, 'back-again', id),
      moved('member.removed', 57, 'elsewhere', 'h'),
    ],
    new Date(),
  );
  const shown = JSON.stringify((await preview(bot, id)).blocks);

  expect(shown).toContain('add 1 member to 1 group');
  expect(shown).toContain(': first');
  expect(shown).not.toMatch(/long-ago|back-again|elsewhere/);
  expect(shown).toContain('Nothing was changed. It is carried out once another admin approved');
});

it('names whom it leaves out, and offers nothing where nobody can be put back', async () => {
  await using bot = await openBot();
  await insertEvents(bot.store.db, [moved('member.removed', 50, 'first')], new Date());
  const shown = JSON.stringify((await preview(bot, 'g')).blocks);

  expect(shown).toContain('first left out, because the group is gone');
  expect(shown).not.toContain('restore-ask');
});

it('is asked for with a button, approved by another admin in spite of the brake, and done: the card says so', async () => {
  const admin = [
    { connection: 'okta', group: groups.okta.lockstepAdmins },
    { connection: 'okta', group: groups.okta.approvers },
  ];
  await using bot = await openBot({
    acts: true,
    settings: {
      channels: { reports: null, alerts: 'C0ALERTS', requests: 'C0REQ' },
      roles: { viewer: [], operator: [], admin },
    },
  });
  const { org } = bot;
  const group = oktaGroupByName(org, groups.okta.vpn);
  const hedy = oktaUserByLogin(org, cast.hedy.email);
  removeMember(org, group.id, hedy.id);
  await insertEvents(bot.store.db, [moved('member.removed', 50, hedy.id, group.id)], new Date());
  await freezeNow(bot.store.db, { at: new Date(), by: 'lockstep', because: 'x', alertId: 'alert_1' });
  const copy = await preview(bot, group.id);
  await bot.slack.click(ada, { channel: 'C0ALERTS', ts: copy.ts, actionId: 'restore-ask' });
  const card = await eventually('the card', () =>
    bot.slack.messages('C0REQ').find(({ text }) => text.startsWith('To decide: Restore 1 member to 1 group')),
  );
  expect(JSON.stringify(card.blocks)).toContain('Lockstep itself set for alert_1, and no other');
  expect(org.memberships.get(group.id)?.has(hedy.id)).toBe(false);
  const shown = { channel: 'C0REQ', ts: card.ts, actionId: 'approval-approve' };
  await bot.slack.click(ada, shown);
  await eventually('a refusal', () =>
    JSON.stringify(bot.slack.ephemerals(ada)).includes('nobody decides on what they ask for')
      ? true
      : undefined,
  );
  await bot.slack.click(cast.frances.slackId, shown);
  await eventually('the end of it', () =>
    bot.slack
      .messages('C0REQ')
      .find(({ text, blocks }) =>
        text.startsWith('Restore: 1 of 1') &&
        JSON.stringify(blocks).includes('every membership was read back')
          ? true
          : false,
      ),
  );

  expect(org.memberships.get(group.id)?.has(hedy.id)).toBe(true);
  await eventually('a word on the alert', () =>
    JSON.stringify(bot.slack.messages('C0ALERTS')).includes('1 memberships are restored') ? true : undefined,
  );
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

describe('thousands of people with long names', () => {
  const hostile = '<!channel>'.repeat(20);
  const members = Array.from({ length: 2000 }, (_, i) => ({
    groupId: `g${i % 100}`,
    groupName: hostile,
    accountId: `u${i}`,
    login: `${i}${'<'.repeat(200)}`,
    removedAt: noon.toISOString(),
  }));
  const leftOut = Array.from({ length: 100 }, () => ({
    groupName: hostile,
    logins: [hostile],
    why: hostile,
  }));
  const list = { connection: 'okta', members, leftOut, cutOff: true };

  it("fit Slack's limits in a preview", () => {
    const { blocks } = restorePreview(list, 'alert_1|k|0');

    expect(checkBlocks(blocks, 50)).toEqual([]);
    expect(JSON.stringify(blocks)).not.toContain('<!channel>');
  });

  it('fit them on the card, which hides nobody: the rest stands in its thread', () => {
    const picture: ApprovalPicture = {
      approval: approvalOf({ kind: 'restore', beneficiaries: members.map(({ login }) => principal(login)) }),
      decisions: [],
      subject: {
        kind: 'restore',
        reason: hostile,
        list: { ...list, alertId: 'alert_1', passes: ['alert_1'] },
      },
      deciders: [],
      unreached: 0,
      grant: null,
      dryRun: false,
    };
    const { blocks, thread = [] } = approvalCard(picture);
    const all = JSON.stringify([blocks, thread]);

    for (const part of [{ blocks }, ...thread]) expect(checkBlocks(part.blocks, 50)).toEqual([]);
    expect(all).not.toContain('<!channel>');
    for (const { login } of members) expect(all).toContain(` ${Number.parseInt(login, 10)}&lt;`);
  });

  it('fit them in the card of the restore itself', () => {
    const restore: Restore = {
      id: 'restore_1',
      status: 'incomplete',
      approvalId: 'approval_1',
      alertId: 'alert_1',
      connection: 'okta',
      requestedBy: principal('ada'),
      passes: [],
      startedAt: noon,
      endedAt: noon,
      waits: hostile.repeat(20),
    };
    const odd = members.slice(0, 100).map(
      (member, position): RestoreMember => ({
        ...member,
        connection: 'okta',
        removedAt: noon,
        position,
        status: 'failed',
        evidence: hostile.repeat(20),
        writtenAt: null,
        triedAt: null,
        at: noon,
      }),
    );
    const counts = { waiting: 0, done: 10, skipped: 1, failed: 100 };
    const { blocks } = restoreCard({ restore, counts, odd });

    expect(checkBlocks(blocks, 50)).toEqual([]);
    expect(JSON.stringify(blocks)).not.toContain('<!channel>');
  });
});
