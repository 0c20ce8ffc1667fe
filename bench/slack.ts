import { createInterface } from 'node:readline';
import { startSlack } from '../sandbox/slack/server.ts';
import { cast } from '../sandbox/tenant/cast.ts';

/**
 * Slack's stand-in in a process of its own, so that nothing but the bot makes an acknowledgement late. Prints the
 * environment of a bot; then for each line {line, perSecond, seconds, also} it types the command that often, another one
 * once a second, and prints {milliseconds, failed} of the former.
 */
const slack = await startSlack({ people: Object.values(cast).map((one) => ({ id: one.email, ...one })) });
const { botToken, appToken } = slack.credentials;
console.log(
  JSON.stringify({ SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL: slack.apiUrl }),
);

interface Order {
  readonly line: string;
  readonly perSecond: number;
  readonly seconds: number;
  readonly also?: string;
}

/** On time whatever the bot does: one that is slow gets no fewer commands. */
async function type({ line, perSecond, seconds, also }: Order) {
  const milliseconds: number[] = [];
  let failed = 0;
  const began = performance.now();
  const one = async (at: number): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, began + at - performance.now())));
    const sent = performance.now();
    try {
      await slack.command(cast.ada.slackId, 'C0REPORTS', line);
      milliseconds.push(performance.now() - sent);
    } catch {
      failed += 1;
    }
  };
  const say = (): void => {
    if (also !== undefined) void slack.command(cast.ada.slackId, 'C0REPORTS', also).catch(() => undefined);
  };
  say();
  const beside = setInterval(say, 1000);
  const count = perSecond * seconds;
  await Promise.all(Array.from({ length: count }, async (_, i) => await one((i * 1000) / perSecond)));
  clearInterval(beside);
  return { milliseconds, failed };
}

for await (const order of createInterface(process.stdin)) {
  // Given by ack.ts.
  console.log(JSON.stringify(await type(JSON.parse(order) as Order)));
}
process.exit();
