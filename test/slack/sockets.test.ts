import { describe, expect, it } from 'vitest';
import { eventually } from '../../sandbox/story.ts';
import { openBot } from './open-bot.ts';

type Bot = Awaited<ReturnType<typeof openBot>>;

const twoSockets = async ({ slack, bot }: Bot): Promise<void> => {
  await eventually('two sockets', () =>
    slack.connections() === 2 && bot.health().sockets === 2 ? true : undefined,
  );
};

describe('the sockets', () => {
  it('are two, so that one may always be replaced', async () => {
    await using bot = await openBot();

    expect(bot.slack.connections()).toBe(2);
    expect(bot.bot.health()).toMatchObject({ connected: true, sockets: 2 });
  });

  it('come back when Slack asks for new ones', async () => {
    await using bot = await openBot();
    bot.slack.disconnect('refresh_requested');
    await eventually('a disconnected socket', () => (bot.bot.health().sockets < 2 ? true : undefined));
    await twoSockets(bot);
  });

  it('come back after Slack was away for longer than a few retries', async () => {
    await using bot = await openBot();
    bot.slack.down(true);
    await eventually('no socket', () => (bot.bot.health().connected ? undefined : true));
    await new Promise((resolve) => setTimeout(resolve, 7000));
    bot.slack.down(false);
    await twoSockets(bot);
  });

  it('say so when the token is refused on the way back, and do not end the process', async () => {
    await using bot = await openBot();
    bot.slack.revokeToken(true);
    bot.slack.dropSockets();
    await eventually('a word in the log', () => (bot.log().includes('token_revoked') ? true : undefined));

    expect(bot.bot.health()).toMatchObject({ connected: false, sockets: 0 });
    bot.slack.revokeToken(false);
    await twoSockets(bot);
  });

  it('are closed when the bot stops', async () => {
    const bot = await openBot();
    await bot.bot.stop();
    await eventually('no socket', () => (bot.slack.connections() === 0 ? true : undefined), 5000);
    expect(bot.bot.health()).toMatchObject({ connected: false, sockets: 0, since: null });
    await bot.close();
  });
});
