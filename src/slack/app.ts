/** The chat surface: who may speak to the bot, what they may say, and what it says back. */

import { App, webApi } from '@slack/bolt';
import { SECOND_MS } from '../lib/clock.ts';
import { reasonOf } from '../lib/operator-error.ts';
import { createRest } from '../lib/rest.ts';
import { deliverJob, deliverSoon } from '../store/deliver-soon.ts';
import { registerHome } from './home.ts';
import { createInlets, type Inlet } from './inlets.ts';
import { type LettingIn, letIn } from './let-in.ts';
import { slackLogger } from './logger.ts';
import { createMessenger } from './messenger.ts';
import { registerActions } from './register-action.ts';
import { registerCommand } from './register-command.ts';
import { registerOptions } from './register-options.ts';
import { registerViews } from './register-view.ts';
import type { SlackTools } from './tools.ts';

export interface SlackApp {
  /** Posts and edits what waits in the outbox; until Slack has let the bot in it waits there. */
  readonly deliver: () => Promise<void>;
  readonly health: () => SlackHealth;
  /** Settles when the first try to connect is over; rejects with OperatorError when Slack refuses the bot. */
  readonly tried: Promise<void>;
  /** Rejects with OperatorError when Slack refuses the bot for good, also once it is back; else it never settles. */
  readonly refused: Promise<never>;
  /** Takes nothing new and waits for handlers that run, ten seconds at most. */
  readonly stop: () => Promise<void>;
}

export interface SlackHealth {
  readonly connected: boolean;
  /** How many sockets are open right now; in HTTP mode 1 while it listens. */
  readonly sockets: number;
  /** Since when the oldest of them is open. */
  readonly since: Date | null;
  /** Why the bot is not connected; null when it is. */
  readonly why: string | null;
}

const CALL_MS = 5 * SECOND_MS;
/** Slack may have taken a post whose answer is late: patience is cheaper than a message that stands there twice. */
const POST_MS = 15 * SECOND_MS;
const DRAIN_MS = 10 * SECOND_MS;

/**
 * Answers in Slack, from the moment that Slack lets the bot in: while it is away it is tried again. It ends with
 * OperatorError SLACK_REFUSED, SLACK_ENTERPRISE_INSTALL or PORT_UNAVAILABLE where waiting does not help.
 */
export function openSlack(tools: SlackTools): SlackApp {
  const { config, clock, log } = tools;
  // That Slack is away is said once, and not by its library as well.
  let entered = false;
  const logger = slackLogger(log, () => entered);
  const options = { slackApiUrl: config.apiUrl, timeout: CALL_MS, retryConfig: fewRetries() };
  const opened = (): void => {
    entered = true;
    void deliverSoon(tools).catch((error: unknown) => {
      log.error({ reason: reasonOf(error) }, 'the outbox could not be woken');
    });
  };
  const inlets = createInlets(tools, { clock, log, logger, clientOptions: options, opened });
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
  register(app, tools);
  const lettingIn = letIn(app, inlets, tools);
  const messenger = createMessenger(postClient(tools, logger), tools);
  return {
    deliver: async () => await (lettingIn.admitted() ? messenger.deliver() : deliverLater(tools)),
    health: () => healthOf(inlets, lettingIn),
    tried: lettingIn.tried,
    refused: lettingIn.refused,
    stop: async () => {
      lettingIn.stop();
      await Promise.all(inlets.map(async ({ stop }) => await stop()));
      await running.drained(DRAIN_MS);
    },
  };
}

function register(app: App, tools: SlackTools): void {
  registerCommand(app, tools);
  registerActions(app, tools);
  registerViews(app, tools);
  registerOptions(app, tools);
  registerHome(app, tools);
  app.error(async (error) => {
    tools.log.error({ reason: reasonOf(error) }, 'a Slack handler failed');
    await Promise.resolve();
  });
}

/** Another replica may be in Slack already, so the job goes back to the queue. */
async function deliverLater({ db, queue, clock }: SlackTools): Promise<void> {
  await queue.add(db, { ...deliverJob, runAt: new Date(clock.now().getTime() + SECOND_MS) });
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

function healthOf(inlets: readonly Inlet[], { why }: LettingIn): SlackHealth {
  const open = inlets.map(({ openSince }) => openSince()).filter((at) => at !== null);
  const [since = null] = open.toSorted((a, b) => a.getTime() - b.getTime());
  const connected = open.length > 0;
  return { connected, sockets: open.length, since, why: connected ? null : (why() ?? 'no socket') };
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
      const rest = createRest();
      onIdle = rest.end;
      await rest.pause(ms);
    },
  };
}
