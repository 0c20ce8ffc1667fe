import { describe, expect, it } from 'vitest';
import { outsiders } from '../../sandbox/slack/residents.ts';
import { eventually } from '../../sandbox/story.ts';
import { cast, groups } from '../../sandbox/tenant/cast.ts';
import type { Settings } from '../../src/config/config.ts';
import { syncDirectory } from '../../src/directory/index.ts';
import { listPending } from '../../src/store/approvals.ts';
import { insertDrift } from '../../src/store/drifts.ts';
import { insertEvents } from '../../src/store/events.ts';
import { listGrants } from '../../src/store/grants.ts';
import { queueMessage } from '../../src/store/messages.ts';
import { policyOf } from '../approvals/policy-sample.ts';
import { event } from '../support/watch.ts';
import { openLeaving } from './open-leaving.ts';

const { grace, vint, frances, alan, linus, barbara, hedy } = cast;
const vpn = groups.okta.vpn;

const policy = policyOf({
  id: 'vpn',
  groups: ['VPN*', groups.okta.production],
  requesters: [{ connection: 'okta', group: groups.okta.engineering }],
  stages: [
    {
      name: null,
      quorum: 2,
      by: [{ kind: 'group', connection: 'okta', group: groups.okta.approvers }],
      fallback: [],
      escalateAfterMinutes: null,
    },
  ],
  emergency: {
    requesters: [{ connection: 'okta', group: groups.okta.engineering }],
    reviewWithinMinutes: 60,
    maxMinutes: 60,
  },
});

/** Grace, an engineer, may ask for the VPN; two of the approvers decide. */
async function openAccess(settings: Partial<Settings> = {}) {
  const access = { policies: [policy], deny: [], separation: [], delegates: [] };
  const bot = await openLeaving({ settings: { access, ...settings } });
  await syncDirectory({ db: bot.store.db, clock: bot.tools.clock }, bot.provider);
  const idOf = (email: string): string =>
    [...bot.okta.tenant.users.values()].find(({ profile }) => profile.email === email)?.id ?? '';
  const groupId = [...bot.okta.tenant.groups.values()].find(({ name }) => name === vpn)?.id ?? '';
  const isIn = (email: string): boolean =>
    bot.okta.tenant.memberships.get(groupId)?.has(idOf(email)) === true;
  const told = async (user: string, beginning: string) =>
    await eventually(`"${beginning}" to ${user}`, () =>
      bot.slack.messages(user).find(({ text }) => text.startsWith(beginning)),
    );
  return { ...bot, isIn, groupId, idOf, told, [Symbol.asyncDispose]: bot.close };
}

type Bot = Awaited<ReturnType<typeof openAccess>>;
const live = async ({ store }: Bot) => await listGrants(store.db, { statuses: ['active'], limit: 9 });
const approveBoth = async (bot: Bot) => {
  const card = await bot.card();
  await bot.click(frances.slackId, card, 'approval-approve');
  await bot.click(alan.slackId, card, 'approval-approve');
  await bot.says(card, '✅ *approved*');
  return card;
};

it('gives a group for four hours with one command and two clicks, and says so once it is there', async () => {
  await using bot = await openAccess();
  const answer = await bot.type(grace.slackId, `/idp request ${vpn} for 4h because a customer <!here> waits`);
  expect(answer).toContain('The approvers are asked');
  const card = await bot.card();
  const shown = bot.blocksOf('C0REQ', card.ts);
  for (const words of [
    'Give *VPN Users* (okta) to Grace Hopper',
    'for 4 hours',
    'a customer &lt;!here&gt; waits',
  ])
    expect(shown).toContain(words);
  await approveBoth(bot);
  await bot.told(grace.slackId, 'active: VPN Users');
  await bot.says(card, '*Access* active until');

  expect(bot.isIn(grace.email)).toBe(true);
  const mine = await bot.type(grace.slackId, '/idp grants');
  expect(mine).toContain('VPN Users');
  const [grant] = await live(bot);
  expect(mine).toContain(grant?.id);

  // It is asked to last longer, and ended early by its holder.
  const longer = await bot.type(grace.slackId, `/idp extend ${grant?.id} for 6h because it takes longer`);
  expect(longer).toContain('The approvers are asked');
  await bot.card('To decide: Extend');
  const message = await bot.told(grace.slackId, 'active: VPN Users');
  await bot.click(grace.slackId, message, 'grant-revoke');
  await bot.submit(grace.slackId, 'grant-revoke-reason', {});
  await bot.told(grace.slackId, 'ended: VPN Users');

  expect(bot.isIn(grace.email)).toBe(false);
});

describe('the form of /idp request', () => {
  it('offers the groups that have a policy while somebody types, and no other', async () => {
    await using bot = await openAccess();
    await bot.slack.command(grace.slackId, 'C0REQ', '/idp request');
    const { id } = await bot.modal(grace.slackId, 'request');
    const all = await bot.slack.suggest(grace.slackId, { viewId: id, actionId: 'group', value: '' });
    const some = await bot.slack.suggest(grace.slackId, { viewId: id, actionId: 'group', value: 'vpn u' });

    expect(all.map(({ text }) => (text as { text: string }).text)).toEqual([
      'Production Access (okta)',
      'VPN Users (okta)',
    ]);
    expect(some).toHaveLength(1);
    const value = String(some[0]?.value);
    expect(value).toBe(`okta|${bot.groupId}`);
    const wrong = await bot.submit(grace.slackId, 'request', { group: value, length: 'a while' });
    expect(JSON.stringify(wrong.ack)).toContain('said like 90m');
    await bot.submit(grace.slackId, 'request', { group: value, length: '2h', because: 'on call' });
    const card = await bot.card();

    expect(bot.blocksOf('C0REQ', card.ts)).toContain('for 2 hours');
  });

  it('offers a guest nothing, and takes nothing from one', async () => {
    await using bot = await openAccess();
    await bot.slack.command(outsiders.guest, 'C0REQ', `/idp request ${vpn}`);
    const { id } = await bot.modal(outsiders.guest, 'request');

    expect(await bot.slack.suggest(outsiders.guest, { viewId: id, actionId: 'group', value: 'v' })).toEqual(
      [],
    );
    const answer = await bot.heard(
      outsiders.guest,
      async () => await bot.submit(outsiders.guest, 'request', { because: 'please' }),
    );
    expect(answer).toContain('this Slack account is a guest');
    expect(await listPending(bot.store.db, { after: '', limit: 9 })).toEqual([]);
  });

  it('asks for somebody else, who then decides nothing, and says when there is no such person', async () => {
    await using bot = await openAccess();
    const ask = async (whom: string) => {
      await bot.slack.command(grace.slackId, 'C0REQ', `/idp request ${vpn}`);
      return await bot.heard(
        grace.slackId,
        async () => await bot.submit(grace.slackId, 'request', { whom, because: 'they are new' }),
      );
    };

    bot.okta.faults.add({ path: /search=.*linus/, fault: { kind: 'status', status: 403 } });
    expect(await ask(linus.email)).toContain('a directory could not be asked who this is');
    bot.okta.faults.clear();
    expect(await ask('nobody@acme.test')).toContain('no connected directory has an account');
    expect(await ask(linus.email)).toContain('The approvers are asked');
    const card = await bot.card();
    const refused = await bot.heard(
      linus.slackId,
      async () => await bot.click(linus.slackId, card, 'approval-approve'),
    );
    expect(refused).toContain('it is about you');
  });

  it('gives first in an emergency, and takes it back when the review says no', async () => {
    await using bot = await openAccess();
    await bot.slack.command(grace.slackId, 'C0REQ', `/idp request ${vpn}`);
    const answer = await bot.heard(
      grace.slackId,
      async () =>
        await bot.submit(grace.slackId, 'request', { because: 'production is down', how: 'emergency' }),
    );
    expect(answer).toContain('It is being given now, and reviewed afterwards');
    await bot.told(grace.slackId, 'active: VPN Users');
    const card = await bot.card('To decide: Review an emergency');
    expect(bot.blocksOf('C0REQ', card.ts)).toContain('It was given already');
    await bot.click(frances.slackId, card, 'approval-deny');
    await bot.submit(frances.slackId, 'approval-deny-reason', { because: 'there was no outage' });
    await bot.told(grace.slackId, 'ended: VPN Users');

    expect(bot.isIn(grace.email)).toBe(false);
  });
});

describe('what nobody is asked about', () => {
  it.each([
    [
      'somebody who may not ask',
      vint.slackId,
      `/idp request ${vpn} because x y`,
      'You are in none of the groups',
    ],
    [
      'longer than the policy allows',
      grace.slackId,
      `/idp request ${vpn} for 9h because x`,
      'longer than the policy',
    ],
    [
      'a length that is none',
      grace.slackId,
      `/idp request ${vpn} for ever because x`,
      'A length is said like',
    ],
    [
      'a group without a policy',
      grace.slackId,
      '/idp request Engineering because x',
      'no policy is about a group',
    ],
    ['a guest', outsiders.guest, `/idp request ${vpn} because x`, 'this Slack account is a guest'],
    ['a grant that is not there', grace.slackId, '/idp revoke grant_0 because x', 'There is no such grant'],
  ])('%s', async (_, user, line, words) => {
    await using bot = await openAccess();

    expect(await bot.type(user, line)).toContain(words);
    expect(await listPending(bot.store.db, { after: '', limit: 9 })).toEqual([]);
  });

  it('what was asked for already', async () => {
    await using bot = await openAccess();
    await bot.type(grace.slackId, `/idp request ${vpn} because x`);

    expect(await bot.type(grace.slackId, `/idp request ${vpn} because x`)).toContain('asked for already');
  });
});

it('ends a grant early only for its holder, who asked, an approver or an operator, and lists all for operators', async () => {
  await using bot = await openAccess();
  await bot.type(grace.slackId, `/idp request ${vpn} because x`);
  await approveBoth(bot);
  await bot.told(grace.slackId, 'active: VPN Users');
  const [grant] = await live(bot);

  expect(await bot.type(vint.slackId, `/idp revoke ${grant?.id} because x`)).toContain('it is not yours');
  expect(await bot.type(vint.slackId, '/idp grants all')).toContain('only operators');
  expect(await bot.type(barbara.slackId, '/idp grants all')).toContain(grant?.id);
  expect(await bot.type(barbara.slackId, `/idp revoke ${grant?.id}`)).toContain('say why it ends');
  expect(await bot.type(barbara.slackId, `/idp revoke ${grant?.id} because leak`)).toContain(
    'being taken away now',
  );
  await bot.told(grace.slackId, 'ended: VPN Users');

  expect(bot.isIn(grace.email)).toBe(false);
});

describe('a change that Lockstep did not make', () => {
  const open = async () => {
    const bot = await openAccess();
    const { db } = bot.store;
    const targets = [
      { kind: 'group' as const, id: bot.groupId, name: vpn },
      { kind: 'account' as const, id: bot.idOf(hedy.email), name: hedy.email },
    ];
    const made = event({ id: 'e|1', name: 'member.added', targets });
    await insertEvents(db, [made], new Date());
    const drift = { connection: 'okta', eventId: made.id, at: made.at, mode: 'ask' as const };
    await insertDrift(db, { ...drift, outcome: null, decidedBy: null, grantId: null });
    const body = { connection: 'okta', eventId: made.id, outcome: null };
    await queueMessage(db, { id: 'drift:1', channel: 'C0REQ', kind: 'drift', body });
    await bot.bot.deliver();
    return { bot, card: await bot.card('Outside Lockstep') };
  };

  it('is adopted with a reason and an end by an operator, and by nobody else', async () => {
    const { bot, card } = await open();
    await using _ = bot;
    const fill = { because: 'she needs it', length: '4h' };
    await bot.click(grace.slackId, card, 'drift-adopt');
    const refused = await bot.heard(
      grace.slackId,
      async () => await bot.submit(grace.slackId, 'drift-adopt', fill),
    );
    expect(refused).toContain('You may not do this');
    await bot.click(barbara.slackId, card, 'drift-adopt');
    await bot.submit(barbara.slackId, 'drift-adopt', fill);
    await eventually('a grant', async () => ((await live(bot)).length === 1 ? true : undefined));

    expect((await live(bot))[0]?.reason).toContain('she needs it');
  });

  it('is reverted', async () => {
    const { bot, card } = await open();
    await using _ = bot;
    await bot.click(grace.slackId, card, 'drift-revert');
    const refused = await bot.heard(
      grace.slackId,
      async () => await bot.submit(grace.slackId, 'drift-revert', { because: 'I do not like it' }),
    );
    expect(refused).toContain('You may not do this');
    await bot.click(barbara.slackId, card, 'drift-revert');
    await bot.submit(barbara.slackId, 'drift-revert', { because: 'nobody asked' });
    await eventually('it is taken out', () => (bot.isIn(hedy.email) ? undefined : true));
    const late = await bot.heard(barbara.slackId, async () => {
      await bot.slack
        .click(barbara.slackId, { channel: 'C0REQ', ts: card.ts, actionId: 'drift-adopt' })
        .catch(() => undefined);
      await bot.type(barbara.slackId, '/idp grants');
    });

    expect(late).toContain('You hold nothing');
  });
});
