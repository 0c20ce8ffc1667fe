import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../../sandbox/story.ts';
import { openSlack, type SlackApp } from '../../src/slack/app.ts';
import type { SlackTools } from '../../src/slack/tools.ts';
import { queueMessage } from '../../src/store/messages.ts';
import { openBot } from './open-bot.ts';

type Bot = Awaited<ReturnType<typeof openBot>>;

const modes = [
  ['Socket Mode', { http: false }],
  ['HTTP mode', { http: true }],
] as const;
const say = async ({ store, tools }: Bot, id: string): Promise<void> => {
  await queueMessage(store.db, { id, channel: 'C0REQ', kind: 'progress', body: { what: id } });
  await tools.queue.add(store.db, { task: 'deliver-messages', key: 'deliver-messages', payload: {} });
};
const texts = ({ slack }: Bot): string[] => slack.messages('C0REQ').map(({ text }) => text);
const connected = async ({ bot }: Bot): Promise<void> => {
  await eventually('a connection', () => (bot.health().connected ? true : undefined));
};

/** Lines of the log with this message. */
const lines = ({ log }: Bot, message: string): object[] =>
  log()
    .split('\n')
    .filter((line) => line.includes(message))
    .map((line) => JSON.parse(line) as object);
const AWAY = 'Slack is away';

describe.each(modes)('at a start in %s while Slack is away', (_, mode) => {
  it('connects once Slack is back, and posts once what waited', async () => {
    await using bot = await openBot({ ...mode, down: true });
    expect(bot.bot.health()).toMatchObject({ connected: false, sockets: 0, why: 'away: it answers 503' });
    await say(bot, 'm1');
    bot.slack.down(false);
    await connected(bot);
    await eventually('the message', () => texts(bot)[0]);
    await say(bot, 'm2');
    await eventually('another one', () => texts(bot)[1]);

    expect(texts(bot)).toEqual(['Checking m1…', 'Checking m2…']);
    expect(bot.bot.health().why).toBeNull();
  });

  it('says once that Slack is away, with the reason and what to do, and once that it is connected', async () => {
    await using bot = await openBot({ ...mode, down: true });
    const before = bot.slack.requestCount();
    await eventually('another try', () => (bot.slack.requestCount() >= before + 3 ? true : undefined));
    bot.slack.down(false);
    await connected(bot);
    await eventually('a word of it', () => lines(bot, 'Slack is connected')[0]);

    expect(lines(bot, AWAY)).toMatchObject([
      { level: 40, reason: 'it answers 503', next: expect.stringContaining('slack-status.com') },
    ]);
    expect(lines(bot, 'Slack is connected')).toHaveLength(1);
    expect(bot.log()).not.toContain('Slack library');
  });

  it('stops without having connected, and does not come in afterwards', async () => {
    const bot = await openBot({ ...mode, down: true, jobs: false });
    await bot.bot.stop();
    bot.slack.down(false);
    const before = bot.slack.requestCount();
    // Longer than its next pause, and than the retries of a call under way.
    await new Promise((resolve) => setTimeout(resolve, 3000));

    expect(bot.slack.requestCount()).toBe(before);
    expect(bot.bot.health()).toMatchObject({ connected: false, sockets: 0 });
    await bot.close();
  });

  it('ends with a clear error when Slack comes back and refuses the token', async () => {
    await using bot = await openBot({ ...mode, down: true });
    bot.slack.revokeToken(true);
    bot.slack.down(false);

    await expect(bot.bot.refused).rejects.toMatchObject({
      code: 'SLACK_REFUSED',
      message: 'Slack refuses SLACK_BOT_TOKEN: token_revoked',
      next: expect.stringContaining('Install the app again'),
    });
  });
});

describe('at the start', () => {
  const opened: SlackApp[] = [];
  afterEach(async () => {
    for (const app of opened.splice(0)) await app.stop();
  });
  const triesOf = (tools: SlackTools): Promise<void> => {
    const app = openSlack(tools);
    opened.push(app);
    return app.tried;
  };
  const answers = ({ slack }: Bot, path: RegExp, body: unknown): void => {
    slack.faults.add({ path, fault: { kind: 'status', status: 200, body } });
  };

  it('posts what waits while no socket opens: Slack knows the bot', async () => {
    await using bot = await openBot({ http: true, down: true });
    await bot.bot.stop();
    bot.slack.down(false);
    answers(bot, /apps\.connections\.open/, { ok: false, error: 'internal_error' });
    const { appToken } = bot.slack.credentials;
    const mode = { kind: 'socket', appToken } as const;
    const app = openSlack({ ...bot.tools, config: { ...bot.tools.config, mode } });
    opened.push(app);
    await app.tried;
    await say(bot, 'm1');
    await app.deliver();

    expect(texts(bot)).toEqual(['Checking m1…']);
    expect(app.health()).toMatchObject({ connected: false, why: 'away: it answers internal_error' });
  });

  it('posts nothing before Slack said who the bot is: it might be of another kind of workspace', async () => {
    await using bot = await openBot({ http: true, down: true, jobs: false });
    await bot.bot.stop();
    bot.slack.down(false);
    await say(bot, 'm1');
    await bot.bot.deliver();

    expect(texts(bot)).toEqual([]);
    expect((await bot.store.queue.counts(bot.store.db)).ready).toBe(1);
  });

  it('a wrong bot token is refused with what to do', async () => {
    await using bot = await openBot();
    const config = { ...bot.tools.config, botToken: 'xoxb-wrong' };

    await expect(triesOf({ ...bot.tools, config })).rejects.toMatchObject({
      code: 'SLACK_REFUSED',
      message: 'Slack refuses SLACK_BOT_TOKEN: invalid_auth',
      next: expect.stringContaining('Copy the xoxb-… token'),
    });
  });

  it('a bot token where an app token belongs is refused with what to do, and leaves no socket', async () => {
    await using bot = await openBot();
    const mode = { kind: 'socket', appToken: bot.slack.credentials.botToken } as const;

    await expect(triesOf({ ...bot.tools, config: { ...bot.tools.config, mode } })).rejects.toMatchObject({
      code: 'SLACK_REFUSED',
      message: 'Slack refuses SLACK_APP_TOKEN: not_allowed_token_type',
      next: 'Set SLACK_APP_TOKEN to the token that begins with xapp-.',
    });
    expect(bot.slack.connections()).toBe(2);
  });

  it.each(['account_inactive', 'missing_scope', 'token_revoked', 'not_authed'])(
    'an app token that is answered %s is refused as well',
    async (code) => {
      await using bot = await openBot();
      answers(bot, /apps\.connections\.open/, { ok: false, error: code });

      await expect(triesOf(bot.tools)).rejects.toMatchObject({
        code: 'SLACK_REFUSED',
        message: `Slack refuses SLACK_APP_TOKEN: ${code}`,
        next: expect.stringContaining('SLACK_APP_TOKEN'),
      });
    },
  );

  it.each([
    [
      'a proxy answers in its place',
      { kind: 'html', status: 200 },
      'what answers is not Slack; a proxy, maybe',
    ],
    [
      'Slack has trouble of its own',
      { kind: 'status', status: 200, body: { ok: false, error: 'fatal_error' } },
      'it answers fatal_error',
    ],
    ['the line breaks', { kind: 'reset' }, 'it cannot be reached'],
  ] as const)('is no end when %s, and says so', async (_, fault, why) => {
    await using bot = await openBot();
    const cure = bot.slack.faults.add({ path: /auth\.test/, fault });
    const app = openSlack(bot.tools);
    opened.push(app);
    await app.tried;
    expect(app.health().why).toContain(why);
    cure();

    await eventually('a connection', () => (app.health().connected ? true : undefined));
  });

  it('says in words that a socket closed too early', async () => {
    await using bot = await openBot();
    const url = `${bot.slack.url.replace('http', 'ws')}/link/?ticket=used`;
    answers(bot, /apps\.connections\.open/, { ok: true, url });
    const app = openSlack(bot.tools);
    opened.push(app);
    await app.tried;

    expect(app.health().why).toBe('away: its socket closed before it said hello');
    expect(bot.log()).not.toContain('undefined');
  });

  it('an organisation-wide install is refused: ids mean something else there', async () => {
    await using bot = await openBot();
    answers(bot, /auth\.test/, {
      ok: true,
      team_id: null,
      enterprise_id: 'E1',
      user_id: 'U1',
      is_enterprise_install: true,
    });

    await expect(triesOf(bot.tools)).rejects.toMatchObject({ code: 'SLACK_ENTERPRISE_INSTALL' });
  });

  it('a taken port is said to be one', async () => {
    await using bot = await openBot({ http: true });
    const http = { host: '127.0.0.1', port: Number(new URL(bot.slack.url).port) };

    await expect(triesOf({ ...bot.tools, http })).rejects.toMatchObject({ code: 'PORT_UNAVAILABLE' });
  });
});
