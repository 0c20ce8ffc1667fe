import { describe, expect, it } from 'vitest';
import { outsiders } from '../../sandbox/slack/residents.ts';
import { eventually } from '../../sandbox/story.ts';
import { cast } from '../../sandbox/tenant/cast.ts';
import { proposeDormant } from '../../src/deactivation/dormant.ts';
import { syncDirectory } from '../../src/directory/index.ts';
import { listPending } from '../../src/store/approvals.ts';
import { saveRoster } from '../../src/store/roster.ts';
import { openLeaving } from './open-leaving.ts';

const { barbara, frances, alan, grace, hedy, tim, ada } = cast;
type Bot = Awaited<ReturnType<typeof openLeaving>>;
const pending = async ({ store }: Bot) => await listPending(store.db, { after: '', limit: 9 });

describe('/idp deactivate', () => {
  it('opens a form at once where something is missing, keeps what was typed, and takes a list', async () => {
    await using bot = await openLeaving();
    await bot.slack.command(barbara.slackId, 'C0REQ', `/idp deactivate ${hedy.email} ${tim.email}`);
    const form = await bot.modal(barbara.slackId, 'deactivate');
    expect(JSON.stringify(form.blocks)).toContain(`${hedy.email}\\n${tim.email}`);
    const wrong = await bot.submit(barbara.slackId, 'deactivate', { people: 'Hedy Lamarr', because: 'left' });
    expect(JSON.stringify(wrong.ack)).toContain('is no login or address');
    const answer = await bot.heard(
      barbara.slackId,
      async () =>
        await bot.submit(barbara.slackId, 'deactivate', {
          people: `name;email\nHedy;${hedy.email}\nTim;${tim.email}`,
          because: 'their contract ends',
          starts: String(Math.floor(Date.now() / 1000) + 3600),
        }),
    );
    const card = await bot.card();

    expect(answer).toContain('The approvers are asked about 2 people');
    const shown = bot.blocksOf('C0REQ', card.ts);
    for (const words of ['Deactivate 2 people', 'Hedy Lamarr', 'Tim Berners-Lee', 'their contract ends'])
      expect(shown).toContain(words);
    await bot.click(frances.slackId, card, 'approval-approve');
    await bot.click(alan.slackId, card, 'approval-approve');
    await bot.says(card, '✅ *approved*');
    expect(bot.status(hedy.email)).toBe('ACTIVE');
  });

  it.each([
    ['somebody without the role', grace.slackId],
    ['a guest', outsiders.guest],
  ])('shows %s why not, in the form that it opened', async (_, user) => {
    await using bot = await openLeaving();
    await bot.slack.command(user, 'C0REQ', '/idp deactivate');
    await eventually('the refusal', () =>
      JSON.stringify(bot.slack.modals(user)).includes('You may not do this') ? true : undefined,
    );

    expect(await pending(bot)).toEqual([]);
  });

  it('says so when Slack’s three seconds were over', async () => {
    await using bot = await openLeaving();
    bot.slack.faults.add({ path: /views\.open/, fault: { kind: 'slow', ms: 3200 } });
    const answer = await bot.type(barbara.slackId, '/idp deactivate');

    expect(answer).toContain('within three seconds only');
  });

  it.each([
    ['bg1@acme.test', 'this is a break-glass account'],
    [barbara.email, 'nobody asks for this about themselves'],
    ['nobody@acme.test', 'no connected directory has an account'],
    [cast.kim1.email, 'Make the address unique there'],
  ])('asks nobody about %s, and says why', async (who, words) => {
    const breakGlass = [
      { connection: 'okta', login: 'bg1@acme.test', drillDays: 90, custodians: [], purpose: null },
    ];
    await using bot = await openLeaving({ settings: { breakGlass: breakGlass as never } });
    const answer = await bot.type(barbara.slackId, `/idp deactivate ${who} because test`);

    expect(answer).toContain('Nobody is asked');
    expect(answer).toContain(words);
    expect(bot.cards()).toEqual([]);
  });

  it('is one question, however often it is asked', async () => {
    await using bot = await openLeaving();
    await bot.askForHedy();
    const again = await bot.type(barbara.slackId, `/idp deactivate ${hedy.email} because once more`);

    expect(again).toContain('somebody asked for this already');
    expect(await pending(bot)).toHaveLength(1);
  });
});

describe('/idp reactivate and /idp undo', () => {
  it('say what is missing or not there', async () => {
    await using bot = await openLeaving();

    expect(await bot.type(barbara.slackId, '/idp undo')).toContain('whose deactivation, and why');
    expect(await bot.type(barbara.slackId, `/idp undo ${hedy.email} because wrong`)).toContain(
      'I know of no deactivation',
    );
    expect(await bot.type(barbara.slackId, `/idp reactivate ${hedy.email} because back`)).toContain(
      'no account of this person is switched off',
    );
  });
});

describe('people who have not signed in for long', () => {
  const open = async () => {
    const bot = await openLeaving();
    const { db } = bot.store;
    const { users } = bot.okta.tenant;
    for (const user of users.values())
      if ([tim.email, hedy.email].includes(user.profile.email ?? ''))
        Object.assign(user, { lastLogin: '2026-01-01T00:00:00.000Z' });
    await syncDirectory({ db, clock: bot.tools.clock }, bot.provider);
    const [admin] = [...users.values()].filter(({ profile }) => profile.email === cast.ada.email);
    const admins = new Set([admin?.id ?? '']);
    await saveRoster(db, 'okta', { admins, top: admins }, new Date());
    await proposeDormant({ ...bot.tools, providers: [bot.provider] });
    const list = await eventually('the list', () =>
      bot.slack.messages('C0REQ').find(({ text }) => text.includes('not signed in for 45 days')),
    );
    return { bot, list };
  };

  it('are kept or asked about, once each, and the list shows it', async () => {
    const { bot, list } = await open();
    await using _ = bot;
    const blocks = bot.blocksOf('C0REQ', list.ts);
    const [kept = '', asked = ''] = [...blocks.matchAll(/"value":"(dormant_[0-9a-f]+)"/g)]
      .map((found) => found[1] ?? '')
      .filter((value, i, all) => all.indexOf(value) === i);
    const before = await bot.heard(
      grace.slackId,
      async () => await bot.click(grace.slackId, list, 'dormant-keep', kept),
    );
    expect(before).toContain('You may not do this');
    await bot.click(barbara.slackId, list, 'dormant-keep', kept);
    await bot.says(list, `by <@${barbara.slackId}>`);
    const answer = await bot.heard(
      barbara.slackId,
      async () => await bot.click(barbara.slackId, list, 'dormant-deactivate', asked),
    );
    expect(answer).toContain('The approvers are asked');
    await bot.says(list, '➤ the approvers are asked');

    expect(await pending(bot)).toHaveLength(1);
  });
});

describe('lists and the Home', () => {
  it('show what waits for me and what I asked for, and open the card', async () => {
    await using bot = await openLeaving();
    await bot.askForHedy();
    const forFrances = await bot.type(frances.slackId, '/idp requests');
    const forBarbara = await bot.type(barbara.slackId, '/idp requests');
    expect(forFrances).toContain('1 wait for your decision');
    expect(forBarbara).toContain('0 wait for your decision; you asked for 1 lately');

    await bot.slack.openHome(frances.slackId);
    await eventually('a Home', () =>
      JSON.stringify(bot.slack.home(frances.slackId)?.blocks ?? []).includes('Waiting for you')
        ? true
        : undefined,
    );
    await bot.slack.click(frances.slackId, { actionId: 'approval-show' });
    const shown = await bot.modal(frances.slackId, 'approval-card');
    await bot.slack.click(frances.slackId, { viewId: shown.id, actionId: 'approval-approve' });
    await eventually('the decision in the modal', () =>
      JSON.stringify(bot.slack.modals(frances.slackId)).includes('*1 more* of 2 needed') ? true : undefined,
    );
    await bot.says(await bot.card(), '*1 more* of 2 needed');

    expect(await bot.type(frances.slackId, '/idp requests')).toContain('0 wait for your decision');
  });

  it('show a guest nothing', async () => {
    await using bot = await openLeaving();
    await bot.askForHedy();

    expect(await bot.type(outsiders.guest, '/idp requests')).toContain('this Slack account is a guest');
  });
});

it('/idp audit says who did what to one thing, newest first', async () => {
  await using bot = await openLeaving();
  const card = await bot.askForHedy();
  const [{ id } = { id: '' }] = await pending(bot);
  await bot.click(frances.slackId, card, 'approval-approve');
  await bot.says(card, '*1 more* of 2 needed');
  const entries = await bot.type(ada.slackId, `/idp audit ${id}`);

  expect(entries.indexOf('approval.decided')).toBeLessThan(entries.indexOf('approval.opened'));
  expect(entries).toContain('approval.opened');
  expect(await bot.type(grace.slackId, `/idp audit ${id}`)).toContain('You may not do this');
  expect(await bot.type(ada.slackId, '/idp audit <!here>')).toContain('&lt;!here&gt;');
});
