import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identity } from '../../sandbox/slack/identity.ts';
import { outsiders } from '../../sandbox/slack/residents.ts';
import { eventually } from '../../sandbox/story.ts';
import { cast, groups } from '../../sandbox/tenant/cast.ts';
import { syncDirectory } from '../../src/directory/index.ts';
import { listPending } from '../../src/store/approvals.ts';
import { pin } from '../../src/store/people.ts';
import { policyOf } from '../approvals/policy-sample.ts';
import { openLeaving } from './open-leaving.ts';

const { ada, barbara, grace, hedy, linus, vint } = cast;
const everybody = { connection: 'okta', group: groups.okta.everyone };
const vpn = policyOf({ id: 'vpn', groups: [groups.okta.vpn], requesters: [everybody] });

async function open() {
  const access = { policies: [vpn], deny: [], separation: [], delegates: [] };
  const bot = await openLeaving({ settings: { access } });
  await syncDirectory({ db: bot.store.db, clock: bot.tools.clock }, bot.provider);
  return bot;
}

describe('somebody named by a mention', () => {
  let bot: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    bot = await open();
  });
  afterAll(async () => await bot.close());

  it.each([
    '@hedy',
    `<@${hedy.slackId}>`,
    `<@${hedy.slackId}|hedy>`,
    `<@${hedy.slackId}|Hedy L.>`,
    hedy.email,
  ])('is found: %s', async (typed) => {
    expect(await bot.type(ada.slackId, `/idp user ${typed}`)).toContain('Hedy Lamarr');
  });

  it.each([
    ['a guest', `<@${outsiders.guest}>`, 'this Slack account is a guest'],
    ['somebody of another company', `<@${outsiders.external}>`, 'not a member of this workspace'],
    ['a bot', `<@${outsiders.bot}|deploybot>`, 'this Slack account is a bot'],
    ['somebody who is switched off in Slack', `<@${outsiders.deactivated}>`, 'is deactivated'],
    ['nobody at all', '<@U0NOBODY|nobody>', 'Slack did not say who they are'],
    ['two people of one address', `<@${cast.kim1.slackId}>`, 'active accounts with their address'],
    ['a word that Slack made no mention of', '@nobody', 'Slack did not make a mention of it'],
  ])('is not guessed when it is %s', async (_, typed, why) => {
    for (const line of [`user ${typed}`, `deactivate ${typed} because x`, `undo ${typed} because x`]) {
      const answer = await bot.type(barbara.slackId, `/idp ${line}`);
      expect(answer).toContain(why);
      expect(answer).toContain('Type a login or an address instead');
    }
    expect(await listPending(bot.store.db, { after: '', limit: 9 })).toEqual([]);
  });

  it('is not told to whom Lockstep does not know', async () => {
    const line = `/idp request ${groups.okta.vpn} for <@${outsiders.deactivated}> because x`;
    const answer = await bot.type(outsiders.guest, line);

    expect(answer).toContain('You may not do this: this Slack account is a guest');
    expect(answer).not.toContain('deactivated');
  });

  it('is not believed when their Slack account was tied to somebody else before', async () => {
    const pair = { slackUserId: vint.slackId, connection: 'okta', accountId: '00uother', at: new Date() };
    await pin(bot.store.db, pair);

    expect(await bot.type(ada.slackId, `/idp user <@${vint.slackId}>`)).toContain(
      'their Slack account was tied to another directory account before',
    );
  });
});

it('asks for a group for somebody else, in any order, who then decides nothing', async () => {
  await using bot = await open();
  const answer = await bot.type(grace.slackId, `/idp request ${groups.okta.vpn} for @linus for 2h because x`);
  expect(answer).toContain('The approvers are asked');
  const card = await bot.card();
  expect(bot.blocksOf('C0REQ', card.ts)).toContain(
    `Give *${groups.okta.vpn}* (okta) to Linus Torvalds (${linus.email}) for 2 hours`,
  );
  const refused = await bot.heard(
    linus.slackId,
    async () => await bot.click(linus.slackId, card, 'approval-approve'),
  );
  expect(refused).toContain('it is about you');

  const other = `/idp request ${groups.okta.vpn} for 2h for <@${vint.slackId}|vint> because x`;
  expect(await bot.type(grace.slackId, other)).toContain('The approvers are asked');
  const names = (await listPending(bot.store.db, { after: '', limit: 9 })).map(
    ({ beneficiaries: [one] }) => one?.email,
  );
  expect(new Set(names)).toEqual(new Set([linus.email, vint.email]));
});

it('fills the form with the address of whom was mentioned, or says in it who is nobody', async () => {
  await using bot = await open();
  await bot.slack.command(grace.slackId, 'C0REQ', `/idp request ${groups.okta.vpn} for @hedy`);
  expect(JSON.stringify(await bot.modal(grace.slackId, 'request'))).toContain(hedy.email);
  await bot.slack.command(barbara.slackId, 'C0REQ', '/idp deactivate @hedy');
  expect(JSON.stringify(await bot.modal(barbara.slackId, 'deactivate'))).toContain(hedy.email);
  await bot.slack.command(linus.slackId, 'C0REQ', `/idp reactivate <@${identity.botUserId}>`);
  const said = 'this Slack account is a bot';
  await eventually(
    'the note',
    () => JSON.stringify(bot.slack.modals(linus.slackId)).includes(said) || undefined,
  );
});

it('switches off who was mentioned, also in a list that was pasted into the form', async () => {
  await using bot = await open();
  expect(await bot.type(barbara.slackId, '/idp deactivate @hedy because she left')).toContain(
    'The approvers are asked',
  );
  await bot.slack.command(barbara.slackId, 'C0REQ', '/idp deactivate');
  const people = `<@${grace.slackId}>\n<@${vint.slackId}|vint>`;
  const answer = await bot.heard(
    barbara.slackId,
    async () => await bot.submit(barbara.slackId, 'deactivate', { people, because: 'they left' }),
  );

  expect(answer).toContain('about 2 people');
});

it('is still the same person once a directory that is asked earlier has an account of theirs as well', async () => {
  await using bot = await openLeaving({ entra: true });
  const inEntra = [...(bot.entra?.tenant.users.values() ?? [])].find(
    (user) => user.userPrincipalName.toLowerCase() === barbara.email,
  );
  expect(inEntra).toBeDefined();
  // From when Okta did not know her yet.
  const pair = {
    slackUserId: barbara.slackId,
    connection: 'entra',
    accountId: inEntra?.id ?? '',
    at: new Date(),
  };
  await pin(bot.store.db, pair);

  expect(await bot.type(barbara.slackId, '/idp grants')).toContain('You hold nothing');
});
