import { describe, expect, it } from 'vitest';
import { outsiders } from '../../sandbox/slack/residents.ts';
import { eventually } from '../../sandbox/story.ts';
import { cast } from '../../sandbox/tenant/cast.ts';
import { tellChat } from '../../src/alerts/tell.ts';
import type { Alert } from '../../src/domain/alert.ts';
import { HOUR_MS } from '../../src/lib/clock.ts';
import { findAlert, insertAlert } from '../../src/store/alerts.ts';
import { readAudit } from '../../src/store/audit.ts';
import { openDrill } from '../../src/store/drill-windows.ts';
import { insertEvents } from '../../src/store/events.ts';
import { currentFreeze, freezeNow } from '../../src/store/freeze.ts';
import { alertOf } from '../support/alert.ts';
import { event } from '../support/events.ts';
import { openBot } from './open-bot.ts';

type Bot = Awaited<ReturnType<typeof openBot>>;

/** Real Bolt over a real socket, a real store, and one alert that was said. */
async function openWithAlert(over: Partial<Alert> = {}, wanted: Parameters<typeof openBot>[0] = {}) {
  const bot = await openBot(wanted);
  const alert = alertOf(over);
  await insertAlert(bot.store.db, alert);
  await tellChat(bot.tools, alert);
  await bot.bot.deliver();
  return bot;
}

const card = ({ slack }: Bot) => {
  const [message] = slack.messages('C0ALERTS');
  if (message === undefined) throw new Error('no card');
  return message;
};
const click = async (bot: Bot, user: string, actionId: string, value?: string): Promise<void> => {
  const { ts } = card(bot);
  await bot.slack.click(user, {
    channel: 'C0ALERTS',
    ts,
    actionId,
    ...(value === undefined ? {} : { value }),
  });
};
const audited = async ({ store }: Bot, action: string): Promise<number> => {
  let n = 0;
  for await (const entry of readAudit(store.db)) if (entry.action === action) n += 1;
  return n;
};
const told = async ({ slack }: Bot, user: string, count = 1): Promise<string> =>
  await eventually('an answer', () => slack.ephemerals(user)[count - 1]?.text);
const cardSays = async (bot: Bot, words: string): Promise<true> =>
  await eventually(`"${words}" on the card`, () =>
    JSON.stringify(card(bot).blocks).includes(words) ? true : undefined,
  );
const said = async (bot: Bot, user: string, line: string): Promise<string> => {
  const before = bot.slack.ephemerals(user).length;
  await bot.slack.command(user, 'C0REQ', line);
  const answer = await eventually('an answer', () => bot.slack.ephemerals(user)[before]);
  return `${answer.text} ${JSON.stringify(answer.blocks ?? [])}`;
};
const ada = cast.ada.slackId;

describe('the buttons of an alert', () => {
  it('acknowledge once, however often they are clicked, and edit the one message', async () => {
    await using bot = await openWithAlert();
    await Promise.all([click(bot, ada, 'alert-acknowledge'), click(bot, ada, 'alert-acknowledge')]);
    await cardSays(bot, `acknowledged by <@${ada}>`);

    expect(await told(bot, ada)).toContain('Somebody was faster');
    expect(await audited(bot, 'alert.acknowledged')).toBe(1);
    expect(bot.slack.messages('C0ALERTS')).toHaveLength(1);
  });

  it.each([
    ['a guest', outsiders.guest],
    ['somebody without a role', cast.grace.slackId],
    ['a member of another company', outsiders.external],
  ])('refuse %s, and say so to nobody else', async (_, user) => {
    await using bot = await openWithAlert();
    await click(bot, user, 'alert-acknowledge');

    expect(await told(bot, user)).toContain('You may not do this');
    expect((await findAlert(bot.store.db, 'alert_1'))?.state).toBe('open');
    expect(bot.slack.messages('C0ALERTS')).toHaveLength(1);
  });

  it('refuse a viewer, who may read the list', async () => {
    const viewer = [{ connection: 'okta', group: 'Lockstep Admins' }];
    await using bot = await openWithAlert(
      {},
      {
        settings: { roles: { viewer, operator: [], admin: [] } },
      },
    );
    await click(bot, ada, 'alert-acknowledge');
    expect(await told(bot, ada)).toContain('You may not do this');

    expect(await said(bot, ada, '/idp alerts')).toContain('alert_1');
  });

  it('snooze for as long as was chosen', async () => {
    await using bot = await openWithAlert();
    await click(bot, ada, 'alert-snooze', 'alert_1|4h');
    await cardSays(bot, 'snoozed until');
    const alert = await findAlert(bot.store.db, 'alert_1');
    const hours = ((alert?.snoozedUntil?.getTime() ?? 0) - Date.now()) / 3_600_000;

    expect(hours).toBeGreaterThan(3.9);
    expect(hours).toBeLessThanOrEqual(4);
  });

  it('resolve with the reason that was typed, once, and the card loses its buttons', async () => {
    await using bot = await openWithAlert();
    await click(bot, ada, 'alert-resolve');
    const view = await eventually('a modal', () => bot.slack.modals(ada)[0]);
    const typed = { viewId: view.id, values: { reason: { because: 'the <!channel> key was renewed' } } };
    await bot.slack.submitView(ada, typed);
    await cardSays(bot, 'because the &lt;!channel&gt; key was renewed');

    expect(JSON.stringify(card(bot).blocks)).not.toContain('"actions"');
    expect(await audited(bot, 'alert.resolved')).toBe(1);
  });

  it('do nothing when a guest sends the modal', async () => {
    await using bot = await openWithAlert();
    await click(bot, outsiders.guest, 'alert-resolve');
    const view = await eventually('a modal', () => bot.slack.modals(outsiders.guest)[0]);
    await bot.slack.submitView(outsiders.guest, {
      viewId: view.id,
      values: { reason: { because: 'never mind' } },
    });
    await eventually('a refusal', () => bot.slack.messages(outsiders.guest)[0]);

    expect((await findAlert(bot.store.db, 'alert_1'))?.state).toBe('open');
  });

  it.each([
    ['lockstep', null],
    ['U0OTHER', 'U0OTHER'],
  ])('lift the freeze of %s when a mass change was intended: then it is of %s', async (by, left) => {
    await using bot = await openWithAlert({ offers: [{ action: 'intended', on: {} }] });
    const alertId = by === 'lockstep' ? 'alert_1' : null;
    await freezeNow(bot.store.db, { by, because: 'mass removal', at: new Date(), alertId });
    await click(bot, ada, 'alert-intended');
    await cardSays(bot, 'because it was intended');

    expect((await currentFreeze(bot.store.db))?.by ?? null).toBe(left);
  });
});

it('a mass change that was intended leaves the brake of another one alone', async () => {
  await using bot = await openWithAlert({ offers: [{ action: 'intended', on: {} }] });
  const { db } = bot.store;
  await insertAlert(db, alertOf({ id: 'alert_2', fingerprint: 'other' }));
  for (const alertId of ['alert_1', 'alert_2'])
    await freezeNow(db, { by: 'lockstep', because: 'mass removal', at: new Date(), alertId });
  await click(bot, ada, 'alert-intended');
  await cardSays(bot, 'because it was intended');

  expect(await currentFreeze(db)).toMatchObject({ by: 'lockstep', alertId: 'alert_2' });
});

describe('the commands of watching', () => {
  it('say in status what is open, frozen, silent, waiting and given up', async () => {
    await using bot = await openWithAlert({ detection: 'source-silent', key: 'log' });
    const { db } = bot.store;
    const read = { cursor: 'c', read_at: '2026-11-24T03:00:00.000Z', last_event_at: null };
    const row = { connection: 'okta', gap_at: null, gap_because: null, ...read };
    await db
      .insertInto('feed_cursor')
      .values({ ...row, feed: 'log' })
      .execute();
    await freezeNow(db, { by: 'lockstep', because: 'mass removal', at: new Date() });
    const status = await said(bot, ada, '/idp status');

    expect(status).toContain('1 critical');
    expect(status).toContain('mass removal');
    expect(status).toMatch(/okta log: read .*later than is normal for it/);
    expect(status).toContain('Dead letters: 0 jobs, 0 deliveries');
  });

  it('freeze and unfreeze, once each', async () => {
    await using bot = await openBot({ jobs: false });

    expect(await said(bot, ada, '/idp freeze because <!here> of a storm')).toContain('Frozen');
    expect(await said(bot, ada, '/idp freeze')).toContain('already');
    expect(await said(bot, ada, '/idp alerts')).toContain('&lt;!here&gt; of a storm');
    expect(await said(bot, ada, '/idp unfreeze')).toContain('lifted');
    expect(await said(bot, ada, '/idp unfreeze')).toContain('not frozen');
    expect(await audited(bot, 'freeze.set')).toBe(1);
    expect(await audited(bot, 'freeze.lifted')).toBe(1);
  });

  it('announce a drill and sign it off, once each, and only when somebody signed in', async () => {
    const entry = { connection: 'okta', login: 'bg1@acme.test', drillDays: 90 };
    const breakGlass = [{ ...entry, custodians: [], certificateAttestedUntil: null }];
    await using bot = await openBot({ jobs: false, settings: { breakGlass } });
    const type = async (words: string) => await said(bot, ada, `/idp breakglass ${words}`);

    expect(await type('')).toContain('never drilled');
    expect(await type('close bg1@acme.test')).toContain('No drill of this account is open');
    expect(await type('drill nobody@acme.test')).toContain('not exactly one registered');
    expect(await type('drill bg1@acme.test for 900m')).toContain('1 to 240 minutes');
    expect(await type('drill bg1@acme.test now 20m')).toContain('1 to 240 minutes');
    expect(await type('Drill bg1@acme.test For 1h')).toContain('is announced until');
    expect(await type('drill bg1@acme.test')).toContain('open already');
    expect(await type('')).toContain('a drill is open');
    expect(await type('close bg1@acme.test')).toContain('no successful sign-in of bg1@acme.test was seen');
    expect(await type('')).toContain('never drilled');
    const signIn = event('user.session.start', {
      connection: 'okta',
      at: new Date(),
      actor: { id: null, kind: 'person', name: 'BG1@acme.test' },
    });
    await insertEvents(bot.store.db, [signIn], new Date());
    expect(await type('close bg1@acme.test')).toContain('is signed off');
    expect(await type('close bg1@acme.test')).toContain('No drill of this account is open');
    expect(await type('')).toContain('the next is due');
    expect(await audited(bot, 'drill.closed')).toBe(1);
  });

  it('sign off the drill that was proved, and leave one that was announced since as it is', async () => {
    const entry = { connection: 'okta', login: 'bg1@acme.test', drillDays: 90 };
    const breakGlass = [{ ...entry, custodians: [], certificateAttestedUntil: null }];
    await using bot = await openBot({ jobs: false, settings: { breakGlass } });
    const { db } = bot.store;
    const type = async (words: string) => await said(bot, ada, `/idp breakglass ${words}`);
    const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MS);
    const yesterday = { connection: 'okta', login: entry.login, openedBy: 'U1' };
    await openDrill(db, { ...yesterday, openedAt: hoursAgo(20), until: hoursAgo(19) });
    const signIn = event('user.session.start', {
      connection: 'okta',
      at: hoursAgo(19.5),
      actor: { id: null, kind: 'person', name: 'BG1@acme.test' },
    });
    await insertEvents(db, [signIn], new Date());
    await type('drill bg1@acme.test for 1h');

    expect(await type('close bg1@acme.test')).toContain('is signed off');
    expect(await type('')).toContain('a drill is open');
    expect(await type('close bg1@acme.test')).toContain('no successful sign-in of bg1@acme.test was seen');
  });

  it('queue a sync of every directory and say how fresh each was', async () => {
    await using bot = await openBot({ jobs: false });

    expect(await said(bot, ada, '/idp sync')).toContain('okta: never synced before');
    expect(await said(bot, ada, '/idp sync everything')).toContain('sync full');
    expect(await said(bot, ada, '/idp sync Full')).toContain('A sync is queued');
    const jobs = await bot.store.db.selectFrom('job').select('task').execute();
    expect(jobs.filter(({ task }) => task === 'sync-directory')).toHaveLength(1);
    expect(await audited(bot, 'sync.asked')).toBe(2);
  });
});
