/** The chat surface: who may speak to the bot, what they may say, and what it says back. */
import bolt from '@slack/bolt';
import { OperatorError, reasonOf } from '../lib/operator-error.ts';
import { registerHome } from './home.ts';
import { slackLogger } from './logger.ts';
import { createMessenger } from './messenger.ts';
import { registerCommand } from './register-command.ts';
import type { SlackTools } from './tools.ts';

export interface SlackApp {
  /** Posts and edits what waits in the outbox. */
  readonly deliver: () => Promise<void>;
  readonly health: () => { readonly connected: boolean; readonly sockets: number };
  /** Takes nothing new and waits for handlers that run, ten seconds at most. */
  readonly stop: () => Promise<void>;
}

const CALL_MS = 5000;
const DRAIN_MS = 10_000;
/** Requests in HTTP mode arrive here; a proxy leads /slack/events to it. */
const HTTP_MODE_PORT = 3001;

/** Connects and answers. Throws OperatorError SLACK_REFUSED when Slack does not accept the tokens. */
export async function startSlack(tools: SlackTools): Promise<SlackApp> {
  const { config, log } = tools;
  const logger = slackLogger(log);
  const clientOptions = {
    slackApiUrl: config.apiUrl,
    timeout: CALL_MS,
    retryConfig: { retries: 2, minTimeout: 200, maxTimeout: 1000 },
  };
  const receivers = createReceivers(tools, logger, clientOptions);
  const [first] = receivers;
  if (first === undefined) throw new Error('no receiver');
  const app = new bolt.App({
    token: config.botToken,
    receiver: first.receiver,
    clientOptions,
    logger,
    deferInitialization: true,
    convoStore: false,
  });
  const running = countRunning(app);
  registerCommand(app, tools);
  registerHome(app, tools);
  app.error(async (error) => {
    log.error({ reason: reasonOf(error) }, 'a Slack handler failed');
    await Promise.resolve();
  });
  await connect(app, receivers);
  const messenger = createMessenger(app.client, tools);
  return {
    deliver: messenger.deliver,
    health: () => {
      const open = receivers.filter(({ isOpen }) => isOpen()).length;
      return { connected: open > 0, sockets: open };
    },
    stop: async () => {
      await Promise.all(receivers.map(async ({ stop }) => await stop()));
      await running.drained(DRAIN_MS);
    },
  };
}

type Options = { readonly slackApiUrl: string; readonly timeout: number; readonly retryConfig: object };

interface Inlet {
  readonly receiver: bolt.Receiver;
  readonly isOpen: () => boolean;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/**
 * Two sockets: after every drop Bolt waits about five seconds before it connects again, and a command typed then would
 * fall on nobody (socket-mode 3.1, clientPingTimeout). Slack sends each payload down one of them.
 */
function createReceivers(
  { config }: SlackTools,
  logger: bolt.Logger,
  clientOptions: Options,
): readonly Inlet[] {
  const { mode } = config;
  if (mode.kind === 'http') return [httpInlet(mode.signingSecret, logger)];
  return [
    socketInlet(mode.appToken, logger, clientOptions),
    socketInlet(mode.appToken, logger, clientOptions),
  ];
}

function socketInlet(appToken: string, logger: bolt.Logger, clientOptions: Options): Inlet {
  // A copy: the socket client writes its own retries into the options it is given.
  const receiver = new bolt.SocketModeReceiver({
    appToken,
    logger,
    installerOptions: { clientOptions: { ...clientOptions } },
  } as never);
  let open = false;
  receiver.client.on('connected', () => {
    open = true;
  });
  receiver.client.on('close', () => {
    open = false;
  });
  return {
    receiver,
    isOpen: () => open,
    start: async () => void (await receiver.start()),
    stop: async () => await receiver.stop(),
  };
}

function httpInlet(signingSecret: string, logger: bolt.Logger): Inlet {
  const receiver = new bolt.HTTPReceiver({ signingSecret, logger });
  let open = false;
  return {
    receiver,
    isOpen: () => open,
    start: async () => {
      // Without a host Bolt listens on every interface.
      await receiver.start({ port: HTTP_MODE_PORT, host: '127.0.0.1' });
      open = true;
    },
    stop: async () => {
      open = false;
      await receiver.stop();
    },
  };
}

async function connect(app: bolt.App, inlets: readonly Inlet[]): Promise<void> {
  try {
    await app.init();
    for (const { receiver, start } of inlets) {
      receiver.init(app);
      await start();
    }
  } catch (error) {
    await Promise.all(inlets.map(async ({ stop }) => await stop().catch(() => undefined)));
    throw new OperatorError(
      'SLACK_REFUSED',
      `Slack did not let the bot in: ${reasonOf(error)}`,
      'Check SLACK_BOT_TOKEN and SLACK_APP_TOKEN; `lockstep doctor` says which.',
      error,
    );
  }
}

function countRunning(app: bolt.App): { readonly drained: (ms: number) => Promise<void> } {
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
