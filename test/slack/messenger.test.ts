import { describe, expect, it } from 'vitest';
import { eventually } from '../../sandbox/story.ts';
import { type Message, messageById, queueMessage } from '../../src/store/messages.ts';
import { openBot } from './open-bot.ts';

type Bot = Awaited<ReturnType<typeof openBot>>;

const progress = (what: string) => ({ kind: 'progress', body: { what } });
const say = async ({ store }: Bot, id: string, channel: string, what = id): Promise<void> =>
  await queueMessage(store.db, { id, channel, ...progress(what) });
const texts = ({ slack }: Bot, channel: string): string[] => slack.messages(channel).map(({ text }) => text);
const stored = async ({ store }: Bot, id: string): Promise<Message | null> => await messageById(store.db, id);

describe('the messenger', () => {
  it('posts once and edits what it posted', async () => {
    await using bot = await openBot({ jobs: false });
    await say(bot, 'm1', 'C0REQ', 'one');
    await bot.bot.deliver();
    await say(bot, 'm1', 'C0REQ', 'two');
    await bot.bot.deliver();

    expect(texts(bot, 'C0REQ')).toEqual(['Checking two…']);
  });

  it('posts once when it is asked several times at once', async () => {
    await using bot = await openBot({ jobs: false });
    bot.slack.faults.add({ path: /chat\.postMessage/, fault: { kind: 'slow', ms: 200 } });
    await say(bot, 'm1', 'C0REQ');
    await Promise.all([bot.bot.deliver(), bot.bot.deliver(), bot.bot.deliver()]);

    expect(texts(bot, 'C0REQ')).toHaveLength(1);
  });

  it('posts everything that waits, however much it is', async () => {
    await using bot = await openBot({ jobs: false });
    for (let i = 0; i < 45; i++) await say(bot, `m${i}`, 'C0REQ');
    await bot.bot.deliver();

    expect(texts(bot, 'C0REQ')).toHaveLength(45);
  });

  it.each([
    ['a channel it is not in', 'C0GENERAL'],
    ['a channel that is gone', 'C0NOWHERE'],
  ])('does not let %s hold up the others', async (_, channel) => {
    await using bot = await openBot({ jobs: false });
    await say(bot, 'bad', channel);
    await say(bot, 'good', 'C0REQ');
    await bot.bot.deliver();
    bot.slack.forgetRequests();
    await bot.bot.deliver();

    expect(texts(bot, 'C0REQ')).toEqual(['Checking good…']);
    expect(bot.slack.requests().filter((line) => line.includes('chat.'))).toEqual([]);
    expect(bot.log()).toContain('bad');
  });

  it('waits as long as Slack says, and loses nothing', async () => {
    await using bot = await openBot();
    bot.slack.faults.add({
      path: /chat\.postMessage/,
      times: 1,
      fault: { kind: 'status', status: 429, headers: { 'Retry-After': '1' }, body: { ok: false } },
    });
    await say(bot, 'm1', 'C0REQ');
    await bot.bot.deliver();

    expect(texts(bot, 'C0REQ')).toEqual([]);
    await bot.bot.deliver();
    expect(texts(bot, 'C0REQ')).toEqual([]);
    await eventually('the message', () => texts(bot, 'C0REQ')[0]);
    expect(bot.slack.requests().filter((line) => line.includes('chat.postMessage'))).toHaveLength(2);
  });

  it('keeps a message while Slack is down, and says so to its job', async () => {
    await using bot = await openBot({ jobs: false });
    await say(bot, 'm1', 'C0REQ');
    bot.slack.faults.add({ path: /chat\.postMessage/, times: 1, fault: { kind: 'status', status: 503 } });

    await expect(bot.bot.deliver()).rejects.toThrow();
    await bot.bot.deliver();
    expect(texts(bot, 'C0REQ')).toEqual(['Checking m1…']);
  });

  it('keeps every message while its token is refused', async () => {
    await using bot = await openBot({ jobs: false });
    await say(bot, 'm1', 'C0REQ');
    bot.slack.revokeToken(true);
    await expect(bot.bot.deliver()).rejects.toThrow();
    bot.slack.revokeToken(false);
    await bot.bot.deliver();

    expect(texts(bot, 'C0REQ')).toEqual(['Checking m1…']);
  });

  it('does not ask a second time whether a post arrived when the answer is lost: the job does', async () => {
    await using bot = await openBot({ jobs: false });
    await say(bot, 'm1', 'C0REQ');
    bot.slack.faults.add({ path: /chat\.postMessage/, times: 1, fault: { kind: 'truncated' } });

    await expect(bot.bot.deliver()).rejects.toThrow();
    expect(texts(bot, 'C0REQ')).toHaveLength(1);
  });

  it('posts anew what somebody deleted before it could be edited', async () => {
    await using bot = await openBot({ jobs: false });
    await say(bot, 'm1', 'C0REQ', 'one');
    await bot.bot.deliver();
    bot.slack.faults.add({
      path: /chat\.update/,
      times: 1,
      fault: { kind: 'status', status: 200, body: { ok: false, error: 'message_not_found' } },
    });
    await say(bot, 'm1', 'C0REQ', 'two');
    await bot.bot.deliver();

    expect(texts(bot, 'C0REQ').at(-1)).toBe('Checking two…');
    expect((await stored(bot, 'm1'))?.ts).toBe(bot.slack.messages('C0REQ').at(-1)?.ts);
  });

  it('edits a direct message in the conversation that Slack opened for it', async () => {
    await using bot = await openBot({ jobs: false });
    await say(bot, 'm1', 'U0ADA', 'one');
    await bot.bot.deliver();
    await say(bot, 'm1', 'U0ADA', 'two');
    await bot.bot.deliver();

    expect(texts(bot, 'U0ADA')).toEqual(['Checking two…']);
  });
});
