import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningBot, startBot } from '../../sandbox/bot.ts';
import { createLevers } from '../../sandbox/console/levers.ts';
import { type Demo, startDemo } from '../../sandbox/demo.ts';
import { eventually } from '../../sandbox/story.ts';

/** The bot as its own process, started while Slack is away. */
let demo: Demo;
let bot: RunningBot | null = null;
beforeEach(async () => {
  demo = await startDemo({ calm: true });
  // What runs on a schedule is not the question, and takes long.
  const file = demo.env['LOCKSTEP_CONFIG'] ?? '';
  const none = JSON.stringify({ timezone: 'UTC', checks: null, sync: null });
  await writeFile(file, (await readFile(file, 'utf8')).replace(/^schedules: .*$/m, `schedules: ${none}`));
  demo.slack.down(true);
});
afterEach(async () => {
  await bot?.stop();
  bot = null;
  await demo.close();
});

const pull = (id: string): void =>
  void createLevers(demo)
    .find((lever) => lever.id === id)
    ?.apply();
const readiness = async ({ url }: RunningBot): Promise<{ status: number; text: string }> => {
  const answer = await fetch(`${url}/readyz`);
  return { status: answer.status, text: await answer.text() };
};
const alerts = () => demo.slack.messages('C0ALERTS');

describe('a start while Slack is away', () => {
  it('watches and pages all the same, and posts once what waited when Slack is back', async () => {
    bot = demo.calledBack(await startBot(demo.env));
    const running = bot;
    await eventually('a first reading of the log', async () =>
      (await readiness(running)).text.includes('fresh:feed:okta:log') ? true : undefined,
    );
    pull('okta-bg-sign-in');
    await eventually('a page', () => demo.pagerDuty.incidents()[0]);
    expect(alerts()).toEqual([]);
    expect(await readiness(running)).toMatchObject({
      status: 503,
      text: expect.stringContaining('"slack":"away: it answers 503"'),
    });
    demo.slack.down(false);
    await eventually('the alert in Slack', () => alerts()[0]);
    await eventually('ready', async () => ((await readiness(running)).status === 200 ? true : undefined));

    expect(alerts()).toHaveLength(1);
    expect(running.log().match(/Slack is away/g)).toHaveLength(1);
    expect(running.log()).not.toContain('undefined');
  });

  it('stops when it is told to', async () => {
    bot = await startBot(demo.env);

    expect(await bot.stop()).toBe(0);
    expect(demo.slack.connections()).toBe(0);
  });

  it('ends with one line when Slack comes back and refuses it', async () => {
    const refused = await startBot(demo.env);
    demo.slack.revokeToken(true);
    demo.slack.down(false);

    expect(await refused.ended()).toBe(1);
    expect(refused.log()).toMatch(
      /^error SLACK_REFUSED: Slack refuses SLACK_BOT_TOKEN: token_revoked\. Next: Install/m,
    );
    expect(refused.log()).not.toContain('undefined');
  });
});
