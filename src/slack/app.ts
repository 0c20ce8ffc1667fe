/** The chat surface: who may speak to the bot, what they may say, and what it says back. */
import { App, webApi } from '@slack/bolt';
import { SECOND_MS } from '../lib/clock.ts';
import { OperatorError, reasonOf } from '../lib/operator-error.ts';
import { registerHome } from './home.ts';
import { createInlets, type Inlet } from './inlets.ts';
import { slackLogger } from './logger.ts';
import { createMessenger, type Messenger } from './messenger.ts';
import { registerActions } from './register-action.ts';
import { registerCommand } from './register-command.ts';
import { registerOptions } from './register-options.ts';
import { registerViews } from './register-view.ts';
import type { SlackTools } from './tools.ts';

export interface SlackApp {
  readonly messenger: Messenger;
  /** Posts and edits what waits in the outbox. */
  readonly deliver: () => Promise<void>;
  readonly health: () => SlackHealth;
  /** Takes nothing new and waits for handlers that run, ten seconds at most. */
  readonly stop: () => Promise<void>;
}

export interface SlackHealth {
  readonly connected: boolean;
  /** How many sockets are open right now; in HTTP mode 1 while it listens. */
  readonly sockets: number;
  /** Since when the oldest of them is open. */
  readonly since: Date | null;
}

const CALL_MS = 5 * SECOND_MS;
/** Slack may have taken a post whose answer is late: patience is cheaper than a message that stands there twice. */
const POST_MS = 15 * SECOND_MS;
const DRAIN_MS = 10 * SECOND_MS;

/** Connects and answers. Throws OperatorError SLACK_REFUSED or SLACK_ENTERPRISE_INSTALL. */
export async function startSlack(tools: SlackTools): Promise<SlackApp> {
  const { config, clock, log } = tools;
  const logger = slackLogger(log);
  const options = { slackApiUrl: config.apiUrl, timeout: CALL_MS, retryConfig: fewRetries() };
  const inlets = createInlets(tools, { clock, log, logger, clientOptions: options });
  const [first] = inlets;
  if (first === undefined) throw new Error('no way in');
  const app = new App({
    token: config.botToken,
    receiver: first.receiver,
    clientOptions: { ...options, retryConfig: fewRetries() },
    logger,
    deferInitialization: true,
    convoStore: false,
  });
  const running = countRunning(app);
  registerCommand(app, tools);
  registerActions(app, tools);
  registerViews(app, tools);
  registerOptions(app, tools);
  registerHome(app, tools);
  app.error(async (error) => {
    log.error({ reason: reasonOf(error) }, 'a Slack handler failed');
    await Promise.resolve();
  });
  await connect(app, inlets);
  const messenger = createMessenger(postClient(tools, logger), tools);
  return {
    messenger,
    deliver: messenger.deliver,
    health: () => healthOf(inlets),
    stop: async () => {
      await Promise.all(inlets.map(async ({ stop }) => await stop()));
      await running.drained(DRAIN_MS);
    },
  };
}

function fewRetries(): { retries: number; minTimeout: number; maxTimeout: number } {
  return { retries: 2, minTimeout: 200, maxTimeout: 1000 };
}

/** Never tries again by itself: what was posted is written down between two attempts, and a limit is waited for by the job. */
function postClient({ config }: SlackTools, logger: ReturnType<typeof slackLogger>): webApi.WebClient {
  return new webApi.WebClient(config.botToken, {
    slackApiUrl: config.apiUrl,
    timeout: POST_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger,
  });
}

function healthOf(inlets: readonly Inlet[]): SlackHealth {
  const open = inlets.map(({ openSince }) => openSince()).filter((at) => at !== null);
  const [since = null] = open.toSorted((a, b) => a.getTime() - b.getTime());
  return { connected: open.length > 0, sockets: open.length, since };
}

async function connect(app: App, inlets: readonly Inlet[]): Promise<void> {
  try {
    await app.init();
    await refuseEnterpriseInstall(app);
    for (const { receiver, start } of inlets) {
      receiver.init(app);
      await start();
    }
  } catch (error) {
    await Promise.all(inlets.map(async ({ stop }) => await stop()));
    if (error instanceof OperatorError) throw error;
    throw new OperatorError(
      'SLACK_REFUSED',
      `Slack did not let the bot in: ${reasonOf(error)}`,
      'Check SLACK_BOT_TOKEN and SLACK_APP_TOKEN; `lockstep doctor` says which.',
      error,
    );
  }
}

/** There ids are the organisation's, team ids may be null, and who belongs to this workspace cannot be told. */
async function refuseEnterpriseInstall(app: App): Promise<void> {
  const me = await app.client.auth.test();
  if (me.is_enterprise_install !== true) return;
  throw new OperatorError(
    'SLACK_ENTERPRISE_INSTALL',
    'the app is installed for a whole Enterprise Grid organisation',
    'Install it in one workspace, and use the bot token of that installation.',
  );
}

function countRunning(app: App): { readonly drained: (ms: number) => Promise<void> } {
  let running = 0;
  let onIdle: () => void = () => undefined;
  app.use(async ({ next }) => {
    running += 1;
    try {
      await next();
    } finally {
      running -= 1;
      if (running === 0) onIdle();
    }
  });
  return {
    drained: async (ms) => {
      if (running === 0) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        onIdle = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };
}
