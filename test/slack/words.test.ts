import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../sandbox/story.ts';
import { cast } from '../../sandbox/tenant/cast.ts';
import { syncDirectory } from '../../src/directory/index.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { commands } from '../../src/slack/commands/index.ts';
import { openBot } from './open-bot.ts';

let bot: Awaited<ReturnType<typeof openBot>>;
beforeAll(async () => {
  bot = await openBot();
  await syncDirectory({ db: bot.store.db, clock: systemClock }, bot.provider);
});
afterAll(async () => {
  await bot.close();
});

const said = async (line: string): Promise<string> => {
  const before = bot.slack.ephemerals(cast.ada.slackId).length;
  await bot.slack.command(cast.ada.slackId, 'C0REQ', line);
  const answer = await eventually('an answer', () => bot.slack.ephemerals(cast.ada.slackId)[before]);
  return `${answer.text} ${JSON.stringify(answer.blocks ?? [])}`;
};

describe('words that a command has no use for', () => {
  it.each([
    ['/idp status now', 'now', '/idp status'],
    ['/idp report mfa-missing', 'mfa-missing', '/idp report'],
    ['/idp check mfa-missing mfa-weak-only', 'mfa-weak-only', '/idp check [check id]'],
    ['/idp help me', 'me', '/idp help'],
  ])('%s: nothing is done, and it says what to type', async (line, word, usage) => {
    const messages = bot.slack.messages('C0REQ').length;
    const answer = await said(line);

    expect(answer).toContain(`I do not know what "${word}" means there. Type \`${usage}\`.`);
    expect(bot.slack.messages('C0REQ')).toHaveLength(messages);
  });

  it.each(commands.filter(({ name, usage }) => name === usage))('are refused by $name', async ({ name }) => {
    expect(await said(`/idp ${name} <!channel>`)).toContain('"&lt;!channel&gt;"');
  });
});

describe('/idp user', () => {
  it('takes the whole text, and says that a name is not enough', async () => {
    const answer = await said('/idp user Ada Lovelace');

    expect(answer).toContain('"Ada Lovelace"');
    expect(answer).toContain('a whole address or login, not for a name');
  });

  it.each([cast.ada.email, cast.ada.email.toUpperCase(), `<mailto:${cast.ada.email}|${cast.ada.email}>`])(
    'finds %s',
    async (typed) => {
      expect(await said(`/idp user ${typed}`)).toContain('Ada Lovelace');
    },
  );
});
