import { describe, expect, it } from 'vitest';
import { outsiders } from '../../sandbox/slack/residents.ts';
import { eventually } from '../../sandbox/story.ts';
import { cast, groups } from '../../sandbox/tenant/cast.ts';
import { findApproval, listDecisions, listPending } from '../../src/store/approvals.ts';
import { freezeNow } from '../../src/store/freeze.ts';
import { openLeaving, stageOf } from './open-leaving.ts';

const { barbara, frances, alan, linus, hedy, grace, ada } = cast;
type Bot = Awaited<ReturnType<typeof openLeaving>>;

const pending = async ({ store }: Bot) => (await listPending(store.db, { after: '', limit: 9 }))[0];
const decisions = async (bot: Bot, id: string) => await listDecisions(bot.store.db, id);

describe('a click that decides nothing', () => {
  it.each([
    ['a guest', outsiders.guest, 'this Slack account is a guest'],
    ['a member of another company', outsiders.external, 'not a member of this workspace'],
    ['a bot', outsiders.bot, 'this Slack account is a bot'],
    ['somebody who decides nothing here', grace.slackId, 'you are none of those who decide here'],
    ['an admin who is no approver', ada.slackId, 'you are none of those who decide here'],
    ['the one who asked', barbara.slackId, 'nobody decides on what they ask for'],
    ['the one it is about', hedy.slackId, 'it is about you'],
  ])('of %s is told why, and to nobody else', async (_, user, words) => {
    await using bot = await openLeaving();
    const card = await bot.askForHedy();
    const before = bot.blocksOf('C0REQ', card.ts);
    const answer = await bot.heard(user, async () => await bot.click(user, card, 'approval-approve'));

    expect(answer).toContain(words);
    const approval = await pending(bot);
    expect(approval?.status).toBe('pending');
    expect(await decisions(bot, approval?.id ?? '')).toEqual([]);
    expect(bot.blocksOf('C0REQ', card.ts)).toBe(before);
    expect(bot.cards()).toHaveLength(1);
  });

  it('of an approver who left the group a second before', async () => {
    await using bot = await openLeaving();
    const card = await bot.askForHedy();
    const { tenant } = bot.okta;
    const group = [...tenant.groups.values()].find(({ name }) => name === groups.okta.approvers);
    const account = [...tenant.users.values()].find(({ profile }) => profile.email === frances.email);
    tenant.memberships.get(group?.id ?? '')?.delete(account?.id ?? '');
    const answer = await bot.heard(
      frances.slackId,
      async () => await bot.click(frances.slackId, card, 'approval-approve'),
    );

    expect(answer).toContain('as the directory says right now');
    expect(await bot.audited()).toContain('approval.refused not_an_approver');
  });

  it('while the directory does not answer', async () => {
    await using bot = await openLeaving();
    const card = await bot.askForHedy();
    bot.okta.faults.add({ path: /groups/, fault: { kind: 'status', status: 500 } });
    const answer = await bot.heard(
      frances.slackId,
      async () => await bot.click(frances.slackId, card, 'approval-approve'),
    );

    expect(answer).toMatch(/could not be read|did not work/);
    expect(await decisions(bot, (await pending(bot))?.id ?? '')).toEqual([]);
  });

  it('while Lockstep is frozen, though a no is taken', async () => {
    await using bot = await openLeaving();
    const card = await bot.askForHedy();
    await freezeNow(bot.store.db, { at: new Date(), by: 'U1', because: 'drill' });
    const answer = await bot.heard(
      frances.slackId,
      async () => await bot.click(frances.slackId, card, 'approval-approve'),
    );
    expect(answer).toContain('Lockstep is frozen');
    await bot.click(frances.slackId, card, 'approval-deny');
    await bot.submit(frances.slackId, 'approval-deny-reason', { because: 'not now' });

    await bot.says(card, '⛔ *denied*');
  });

  it('of somebody with two accounts of one address', async () => {
    await using bot = await openLeaving();
    const card = await bot.askForHedy();
    const { kim1 } = cast;
    const answer = await bot.heard(
      kim1.slackId,
      async () => await bot.click(kim1.slackId, card, 'approval-approve'),
    );

    expect(answer).toContain('has 2 active accounts with your address');
  });

  it('of somebody whose address two accounts of another directory have', async () => {
    await using bot = await openLeaving({ entra: true });
    const card = await bot.askForHedy();
    const other = [...(bot.entra?.tenant.users.values() ?? [])].find(({ mail }) => mail === cast.vint.email);
    if (other !== undefined) other.mail = frances.email;
    const answer = await bot.heard(
      frances.slackId,
      async () => await bot.click(frances.slackId, card, 'approval-approve'),
    );

    expect(answer).toContain('entra has 2 active accounts with your address');
    expect(await decisions(bot, (await pending(bot))?.id ?? '')).toEqual([]);
  });

  it('where one of the directories cannot be asked: a twin could not be told', async () => {
    await using bot = await openLeaving({ entra: true });
    const card = await bot.askForHedy();
    await eventually('everybody is asked', () => bot.slack.messages(alan.slackId)[0]);
    bot.entra?.faults.add({ path: /.*/, fault: { kind: 'status', status: 403 } });
    const answer = await bot.heard(
      frances.slackId,
      async () => await bot.click(frances.slackId, card, 'approval-approve'),
    );

    expect(answer).toContain('entra could not be asked who you are there');
  });
});

describe('who decides', () => {
  it('counts once, however often they click, in whichever copy', async () => {
    await using bot = await openLeaving();
    const card = await bot.askForHedy();
    const mine = await eventually('an ask', () => bot.slack.messages(frances.slackId)[0]);
    const answer = await bot.heard(frances.slackId, async () => {
      await Promise.all([
        bot.click(frances.slackId, card, 'approval-approve'),
        bot.click(frances.slackId, card, 'approval-approve'),
        bot.click(frances.slackId, mine, 'approval-approve'),
      ]);
    });
    await bot.says(card, '*1 more* of 2 needed');

    expect(answer).toContain('You decided on this before');
    expect(await decisions(bot, (await pending(bot))?.id ?? '')).toHaveLength(1);
    expect(bot.status(hedy.email)).toBe('ACTIVE');
  });

  it('may be two at the same instant: both count, and it is carried out once', async () => {
    await using bot = await openLeaving();
    const card = await bot.askForHedy();
    await Promise.all([
      bot.click(frances.slackId, card, 'approval-approve'),
      bot.click(alan.slackId, card, 'approval-approve'),
    ]);
    await bot.says(card, '✅ *approved*');
    await bot.says(await bot.card('Deactivation of'), '*done');

    const entries = await bot.audited();
    expect(entries.filter((entry) => entry === 'approval.decided')).toHaveLength(2);
    expect(entries.filter((entry) => entry === 'deactivation.started')).toHaveLength(1);
  });

  it('decides nothing with a card whose question is over, nor with a hash that was never shown', async () => {
    await using bot = await openLeaving({ settings: { deactivation: leaving({ quorum: 1 }) } });
    const card = await bot.askForHedy();
    const buttons = bot.blocksOf('C0REQ', card.ts);
    const value = /"value":"(approval_[0-9a-f]+\|[0-9a-f]{64})"/.exec(buttons)?.[1] ?? '';
    const [id = ''] = value.split('|');
    await bot.click(frances.slackId, card, 'approval-deny');
    await bot.click(alan.slackId, card, 'approval-deny');
    await bot.submit(frances.slackId, 'approval-deny-reason', { because: 'wrong person' });
    await bot.says(card, '⛔ *denied*');
    const late = await bot.heard(
      alan.slackId,
      async () => await bot.submit(alan.slackId, 'approval-deny-reason', { because: 'me too' }),
    );

    expect(late).toContain('this was decided already');
    expect((await findApproval(bot.store.db, id))?.status).toBe('denied');
    expect(await decisions(bot, id)).toHaveLength(1);
  });

  it('is not asked in Slack where nobody has the address, and the card says so', async () => {
    await using bot = await openLeaving();
    bot.slack.changeUser(alan.slackId, { deleted: true });
    bot.slack.changeUser(linus.slackId, { is_restricted: true });
    const card = await bot.askForHedy();
    await bot.says(card, '2 approvers are not to be found in Slack');

    expect(await bot.audited()).toContain('approval.approver-unreached');
    expect(bot.slack.messages(linus.slackId)).toEqual([]);
    expect(bot.log()).not.toContain(alan.email);
    expect(bot.log()).toContain('a message was given up');
  });

  it('is told by name on the card where nobody may decide', async () => {
    const nobody = stageOf({ approvers: [{ kind: 'group', connection: 'okta', group: 'No Such Group' }] });
    await using bot = await openLeaving({ settings: { deactivation: leaving(nobody) } });
    const card = await bot.askForHedy();

    await bot.says(card, 'Could not be read: members of No Such Group in okta');
  });
});

describe('who takes a question back', () => {
  it.each([
    ['somebody else', grace.slackId, 'only who asked takes it back'],
    ['an operator who does not say why', linus.slackId, 'say why you take it back'],
    ['a guest', outsiders.guest, 'this Slack account is a guest'],
  ])('is not %s', async (_, user, words) => {
    await using bot = await openLeaving();
    const card = await bot.askForHedy();
    await bot.click(user, card, 'approval-cancel');
    const answer = await bot.heard(user, async () => await bot.submit(user, 'approval-cancel-reason', {}));

    expect(answer).toContain(words);
    expect((await pending(bot))?.status).toBe('pending');
  });
});

function leaving(stage: Partial<ReturnType<typeof stageOf>>) {
  return {
    requesters: 'operator' as const,
    stages: [stageOf(stage)],
    dormant: { afterDays: 45, enabled: false, schedule: '0 8 * * 1', exceptions: [], channel: null },
    bulkMax: 50,
    undoDays: 30,
    protected: [],
  };
}
