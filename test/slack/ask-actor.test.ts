import { expect, it } from 'vitest';
import { eventually } from '../../sandbox/story.ts';
import { cast } from '../../sandbox/tenant/cast.ts';
import { driftHears } from '../../src/access/index.ts';
import { acknowledgeAlert, alertHears, answerQuestion } from '../../src/alerts/index.ts';
import { tellChat, tellSinks } from '../../src/alerts/tell.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { findAlert, insertAlert } from '../../src/store/alerts.ts';
import { readAudit } from '../../src/store/audit.ts';
import { insertEvents } from '../../src/store/events.ts';
import { alertOf } from '../support/alert.ts';
import { event } from '../support/watch.ts';
import { openBot } from './open-bot.ts';

const ada = cast.ada.slackId;
const grace = cast.grace.slackId;

/** A card about a change that an account of Okta made. */
async function openWithChange(
  actor: (accountId: string) => DirectoryEvent['actor'],
  minSeverity: 'critical' | 'high' = 'critical',
) {
  const sinks = [{ id: 'oncall', kind: 'webhook' as const, minSeverity, options: {} }];
  const bot = await openBot({ settings: { sinks } });
  const [account] = (await bot.tools.lookUps.get('okta')?.accountsByEmail(cast.grace.email)) ?? [];
  const made = event({ id: 'e-1', name: 'member.added', actor: actor(account?.id ?? '') });
  await insertEvents(bot.store.db, [made], new Date());
  const on = { group: 'g', event: 'e-1' };
  const alert = alertOf({ severity: 'high', offers: [{ action: 'ask-actor', on }] });
  await insertAlert(bot.store.db, alert);
  await tellChat(bot.tools, alert);
  await bot.bot.deliver();
  return bot;
}

type Bot = Awaited<ReturnType<typeof openBot>>;

const grown = (id: string): DirectoryEvent['actor'] => ({ id, kind: 'person', name: cast.grace.email });
const card = ({ slack }: Bot) => JSON.stringify(slack.messages('C0ALERTS')[0]?.blocks);
const ask = async (bot: Bot): Promise<void> => {
  const ts = bot.slack.messages('C0ALERTS')[0]?.ts ?? '';
  await bot.slack.click(ada, { channel: 'C0ALERTS', ts, actionId: 'alert-ask-actor' });
};
const asked = async ({ slack }: Bot) =>
  await eventually('a question', () => slack.messages(`D${grace.slice(1)}`)[0] ?? slack.messages(grace)[0]);
const answer = async (bot: Bot, actionId: string, user = grace): Promise<void> => {
  const { channel, ts } = await asked(bot);
  await bot.slack.click(user, { channel, ts, actionId });
};
const audited = async ({ store }: Bot) => {
  const found = [];
  for await (const entry of readAudit(store.db)) found.push(`${entry.action} ${entry.actor}`);
  return found;
};

it('asks the one who did it, once, and shows the answer and what they add', async () => {
  await using bot = await openWithChange(grown);
  await Promise.all([ask(bot), ask(bot)]);
  expect((await asked(bot)).text).toContain('Was this you?');
  await answer(bot, 'actor-answer-yes');
  const view = await eventually('a modal', () => bot.slack.modals(grace)[0]);
  await bot.slack.submitView(grace, { viewId: view.id, values: { more: { words: 'planned <!here>' } } });
  await eventually('the words on the card', () =>
    card(bot).includes('planned &lt;!here&gt;') ? true : undefined,
  );

  expect(card(bot)).toContain(`<@${grace}>: it was me`);
  expect(await audited(bot)).toEqual([
    `alert.actor-asked ${ada}`,
    `alert.actor-answered ${grace}`,
    `alert.actor-explained ${grace}`,
  ]);
  expect((await findAlert(bot.store.db, 'alert_1'))?.severity).toBe('high');
  await eventually('the question without buttons', async () =>
    JSON.stringify((await asked(bot)).blocks).includes('You answered') ? true : undefined,
  );
});

it('makes the alert critical and pages when it was not them, also when somebody had it', async () => {
  await using bot = await openWithChange(grown);
  await ask(bot);
  await asked(bot);
  await acknowledgeAlert(bot.tools, { alertId: 'alert_1', by: ada, at: new Date() });
  await Promise.all([answer(bot, 'actor-answer-no'), answer(bot, 'actor-answer-no')]);
  await eventually('the answer', () => (card(bot).includes('it was NOT me') ? true : undefined));

  expect(card(bot)).toContain('CRITICAL');
  expect(await findAlert(bot.store.db, 'alert_1')).toMatchObject({ state: 'open', acknowledgedBy: null });
  expect(await bot.store.db.selectFrom('sink_delivery').select('action').execute()).toEqual([
    { action: 'trigger' },
  ]);
  expect((await audited(bot)).filter((line) => line.startsWith('alert.actor-answered'))).toHaveLength(1);
});

it('pages those once more who were paged for it before, when it was not them', async () => {
  await using bot = await openWithChange(grown, 'high');
  const alert = await findAlert(bot.store.db, 'alert_1');
  if (alert === null) throw new Error('there is no alert');
  await tellSinks(bot.tools, alert, { action: 'trigger' });
  await ask(bot);
  await answer(bot, 'actor-answer-no');
  await eventually('the answer', () => (card(bot).includes('it was NOT me') ? true : undefined));

  expect(await findAlert(bot.store.db, 'alert_1')).toMatchObject({ state: 'open', severity: 'critical' });
  expect(await bot.store.db.selectFrom('sink_delivery').select('action').execute()).toEqual([
    { action: 'trigger' },
    { action: 'trigger' },
  ]);
});

it('takes the answer of nobody else', async () => {
  await using bot = await openWithChange(grown);
  await ask(bot);
  await asked(bot);
  const hearers = { alert: alertHears, drift: driftHears };
  const row = await bot.store.db.selectFrom('actor_question').select('id').executeTakeFirstOrThrow();

  expect(await answerQuestion(bot.tools, { id: row.id, answer: 'yes', by: ada }, hearers)).toBe('not-asked');
  expect(await audited(bot)).toEqual([`alert.actor-asked ${ada}`]);
});

it.each<[string, (id: string) => DirectoryEvent['actor'], string]>([
  ['is not told yet', () => null, 'not told yet'],
  ['is no account', () => ({ id: '00unobody', kind: 'token', name: 'a service' }), 'Nobody was asked'],
])('asks nobody when the actor %s', async (_, actor, words) => {
  await using bot = await openWithChange(actor);
  await ask(bot);
  const said = await eventually('an answer', () => bot.slack.ephemerals(ada)[0]?.text);

  expect(said).toContain(words);
  expect(await audited(bot)).toEqual([]);
});
