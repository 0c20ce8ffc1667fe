import { App, HTTPReceiver, type LogLevel, SocketModeReceiver } from '@slack/bolt';
import { type SlackOptions, startSlack } from '../../../sandbox/slack/server.ts';

/** Three people are enough; the outsiders are always there. */
export const people = [
  { id: 'ada', name: 'Ada Lovelace', email: 'ada@acme.test', slackId: 'U0ADA' },
  { id: 'bob', name: 'Bob Byte', email: 'bob@acme.test', slackId: 'U0BOB' },
  { id: 'eve', name: 'Eve Escalation', email: 'eve@acme.test', slackId: 'U0EVE' },
];

export const openSlack = (options: SlackOptions = {}) => startSlack({ people }, options);

export type Slack = Awaited<ReturnType<typeof openSlack>>;

const quiet = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => 'error' as LogLevel,
  setName: () => {},
};

const shared = (slack: Slack) => ({
  token: slack.credentials.botToken,
  logger: quiet,
  deferInitialization: true as const,
  clientOptions: { slackApiUrl: slack.apiUrl, timeout: 5000, retryConfig: { retries: 0 } },
});

export interface Bot {
  readonly app: App;
  readonly stop: () => Promise<void>;
}

/** A real Bolt app over Socket Mode; `wire` adds its listeners. */
export async function socketBot(slack: Slack, wire: (app: App) => void): Promise<Bot> {
  const receiver = new SocketModeReceiver({
    appToken: slack.credentials.appToken,
    logger: quiet,
    // Also the pause before the client connects again.
    clientPingTimeout: 300,
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
  });
  const app = new App({ ...shared(slack), receiver });
  wire(app);
  await app.init();
  await app.start();
  return {
    app,
    stop: async () => {
      await app.stop();
    },
  };
}

/** The same over signed HTTP requests. */
export async function httpBot(slack: Slack, wire: (app: App) => void): Promise<Bot> {
  const receiver = new HTTPReceiver({ signingSecret: slack.credentials.signingSecret, logger: quiet });
  const app = new App({ ...shared(slack), receiver });
  wire(app);
  await app.init();
  const server = await receiver.start({ port: 0, host: '127.0.0.1' });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  slack.setRequestUrl(`http://127.0.0.1:${address.port}/slack/events`);
  return {
    app,
    stop: async () => {
      await receiver.stop();
    },
  };
}
