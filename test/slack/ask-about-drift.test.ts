import { describe, expect, it } from 'vitest';
import { eventually } from '../../sandbox/story.ts';
import { cast, groups } from '../../sandbox/tenant/cast.ts';
import { tellDrift } from '../../src/access/tell.ts';
import type { Actor } from '../../src/domain/event.ts';
import { decideDrift, findDrift, insertDrift } from '../../src/store/drifts.ts';
import { insertEvents } from '../../src/store/events.ts';
import { event } from '../support/watch.ts';
import { openLeaving } from './open-leaving.ts';

const { barbara, grace, hedy, vint } = cast;
const key = { connection: 'okta', eventId: 'e|1' };

/** Hedy was added to the VPN by whom the test says, outside Lockstep; the card of it. */
async function openDrift(actorOf: (idOf: (email: string) => string) => Actor | null) {
  const bot = await openLeaving();
  const { db } = bot.store;
  const idOf = (email: string): string =>
    [...bot.okta.tenant.users.values()].find(({ profile }) => profile.email === email)?.id ?? '';
  const [group] = [...bot.okta.tenant.groups.values()].filter(({ name }) => name === groups.okta.vpn);
  const targets = [
    { kind: 'group' as const, id: group?.id ?? '', name: groups.okta.vpn },
    { kind: 'account' as const, id: idOf(hedy.email), name: hedy.email },
  ];
  const made = event({ id: key.eventId, name: 'member.added', targets, actor: actorOf(idOf) });
  await insertEvents(db, [made], new Date());
  const drift = { ...key, at: made.at, mode: 'ask' as const, outcome: null, decidedBy: null, grantId: null };
  await insertDrift(db, drift);
  await tellDrift({ ...bot.tools, db }, drift);
  await bot.bot.deliver();
  const card = await bot.card('Outside Lockstep');
  const ask = async (user: string): Promise<string> =>
    await bot.heard(user, async () => await bot.click(user, card, 'drift-ask'));
  const shown = () => bot.blocksOf('C0REQ', card.ts);
  return { ...bot, driftCard: card, ask, shown, [Symbol.asyncDispose]: bot.close };
}

type Bot = Awaited<ReturnType<typeof openDrift>>;

const byGrace = (idOf: (email: string) => string): Actor => ({
  id: idOf(grace.email),
  kind: 'person',
  name: grace.email,
});
const questions = ({ slack }: Bot) =>
  slack.messages(grace.slackId).filter(({ text }) => text.startsWith('Was this you?'));
const asked = async (bot: Bot) => await eventually('a question', () => questions(bot)[0]);
const about = async (bot: Bot): Promise<string[]> =>
  (await bot.audited()).filter((action) => action.startsWith('drift.'));

describe('who changed a managed group outside Lockstep', () => {
  it('is asked once, and what they say stands on the card and decides nothing', async () => {
    await using bot = await openDrift(byGrace);
    const { driftCard, slack } = bot;
    await Promise.all([
      bot.click(barbara.slackId, driftCard, 'drift-ask'),
      bot.click(barbara.slackId, driftCard, 'drift-ask'),
    ]);
    const question = await asked(bot);
    expect(JSON.stringify(question.blocks)).toContain(`${hedy.email} was added to VPN Users`);
    await bot.says(driftCard, `: asked <@${grace.slackId}>`);
    expect(bot.shown()).not.toContain('drift-ask');

    await bot.click(grace.slackId, question, 'actor-answer-yes');
    const view = await bot.modal(grace.slackId, 'actor-words');
    const values = { more: { words: 'she is <!here> on call' } };
    await slack.submitView(grace.slackId, { viewId: view.id, values });
    await bot.says(driftCard, 'she is &lt;!here&gt; on call');

    expect(bot.shown()).toContain(`<@${grace.slackId}>: it was me`);
    expect(bot.shown()).toContain('drift-adopt');
    expect(questions(bot)).toHaveLength(1);
    expect(await findDrift(bot.store.db, key.connection, key.eventId)).toMatchObject({ outcome: null });
    expect(await about(bot)).toEqual(['drift.actor-asked', 'drift.actor-answered', 'drift.actor-explained']);
  });

  it('may say that it was not them', async () => {
    await using bot = await openDrift(byGrace);
    await bot.ask(barbara.slackId);
    await bot.click(grace.slackId, await asked(bot), 'actor-answer-no');
    await bot.says(bot.driftCard, 'it was NOT me');
    await eventually('the question without buttons', () =>
      JSON.stringify(questions(bot)[0]?.blocks).includes('the admins see it') ? true : undefined,
    );

    expect(await findDrift(bot.store.db, key.connection, key.eventId)).toMatchObject({ outcome: null });
  });

  it('is asked by operators alone, and not about what is decided', async () => {
    await using bot = await openDrift(byGrace);
    expect(await bot.ask(vint.slackId)).toContain('You may not do this');
    await decideDrift(bot.store.db, key, { outcome: 'adopted', decidedBy: 'okta:x', grantId: null });

    expect(await bot.ask(barbara.slackId)).toContain('decided already');
    expect(await about(bot)).toEqual([]);
  });

  it.each<[string, (idOf: (email: string) => string) => Actor | null, string]>([
    ['whom the log does not tell', () => null, 'the log has not told yet who it was'],
    [
      'who is no person',
      () => ({ id: '00unobody', kind: 'token', name: 'a service' }),
      'who did it is no active account of a person',
    ],
    [
      'whom Slack does not know',
      (idOf) => ({ id: idOf(cast.katherine.email), kind: 'person', name: null }),
      'Slack knows nobody with the address of the account',
    ],
  ])('is not asked when it is somebody %s, and the card says so', async (_, actor, words) => {
    await using bot = await openDrift(actor);
    bot.slack.changeUser(cast.katherine.slackId, { deleted: true });
    expect(await bot.ask(barbara.slackId)).toContain(words);
    await bot.says(bot.driftCard, `Nobody was asked: ${words}`);
    await bot.ask(barbara.slackId);

    expect(bot.shown()).toContain('drift-ask');
    expect(await about(bot)).toEqual(['drift.actor-unasked']);
  });
});
