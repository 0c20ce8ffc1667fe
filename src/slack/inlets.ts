import { HTTPReceiver, type Logger, type Receiver, SocketModeReceiver, type webApi } from '@slack/bolt';
import { type Clock, SECOND_MS } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { OperatorError, reasonOf } from '../lib/operator-error.ts';
import { createRest } from '../lib/rest.ts';
import { within } from '../lib/within.ts';
import { appToken as appTokenKind, refusalOf } from './refusal.ts';
import type { SlackTools } from './tools.ts';

/** One way for Slack to reach the bot. */
export interface Inlet {
  readonly receiver: Receiver;
  /** When it last opened; null while it is closed. */
  readonly openSince: () => Date | null;
  /**
   * Rejects when it does not open, with an OperatorError where waiting does not help; once it opened, it opens itself
   * again whenever it closes.
   */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface InletTools {
  readonly clock: Clock;
  readonly log: Log;
  readonly logger: Logger;
  readonly clientOptions: webApi.WebClientOptions;
  /** Told whenever one opens: what could not be said before may be said now. */
  readonly opened: () => void;
}

/** Where signed requests arrive in HTTP mode; a proxy leads /slack/events to it. */
const HTTP_MODE = { host: '127.0.0.1', port: 3001 };
/** Bolt's five seconds lead to false alarms about pongs (slackapi/bolt-js#2496). */
const PONG_MS = 15 * SECOND_MS;
const HELLO_MS = 15 * SECOND_MS;
const CLOSE_MS = 2 * SECOND_MS;
const SHORTEST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30 * SECOND_MS;
/** A socket that ended sooner counts as a failure, so that a Slack that hangs up at once is not stormed. */
const STEADY_MS = 10 * SECOND_MS;

/** Two sockets: Slack sends each payload down one of them, and while one is replaced the other takes the commands. */
export function createInlets({ config, http }: SlackTools, tools: InletTools): readonly Inlet[] {
  const { mode } = config;
  if (mode.kind === 'http') return [httpInlet(mode.signingSecret, http ?? HTTP_MODE, tools)];
  return [socketInlet(mode.appToken, tools), socketInlet(mode.appToken, tools)];
}

/**
 * Opens itself again by its own means: Bolt's waits at least clientPingTimeout after every drop, and a refusal or a
 * failing Slack on the way back rejects a promise that nobody holds, which ends the process (socket-mode 3.1,
 * delayReconnectAttempt).
 */
function socketInlet(appToken: string, { clock, log, logger, clientOptions, opened }: InletTools): Inlet {
  const receiver = new SocketModeReceiver({
    appToken,
    logger,
    autoReconnectEnabled: false,
    clientPingTimeout: PONG_MS,
    // A copy: the socket client writes into the options that it is given.
    installerOptions: { clientOptions: { ...clientOptions } },
  });
  const { client } = receiver;
  const rest = createRest();
  let since: Date | null = null;
  let closed: Promise<void> = Promise.resolve();
  client.on('connected', () => {
    since = clock.now();
    opened();
  });
  client.on('disconnected', () => {
    since = null;
  });
  const open = async (): Promise<void> => {
    await within(HELLO_MS, receiver.start()).catch((error: unknown) => {
      // It rejects with nothing at all when the socket closes too early (socket-mode 3.1, SocketModeClient.start).
      throw error instanceof Error ? error : new Error('its socket closed before it said hello');
    });
    // Told to stop meanwhile: nobody else closes it.
    if (rest.over()) await client.disconnect();
    closed = new Promise((resolve) => client.once('disconnected', () => resolve()));
  };
  const keepOpen = async (): Promise<void> => {
    for (let failures = 0; !rest.over(); ) {
      const openedAt = clock.now().getTime();
      await closed;
      failures = clock.now().getTime() - openedAt > STEADY_MS ? 0 : failures + 1;
      await rest.pause(Math.min(SHORTEST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS));
      if (rest.over()) return;
      await open().catch((error: unknown) => {
        log.error({ reason: reasonOf(error) }, 'a Slack socket could not be opened; it is tried again');
      });
    }
  };
  return {
    receiver,
    openSince: () => since,
    start: async () => {
      await open().catch((error: unknown) => {
        throw refusalOf(error, appTokenKind) ?? error;
      });
      void keepOpen();
    },
    stop: async () => {
      rest.end();
      await within(CLOSE_MS, client.disconnect()).catch(() => undefined);
    },
  };
}

function httpInlet(
  signingSecret: string,
  address: { readonly host: string; readonly port: number },
  { clock, log, logger, opened }: InletTools,
): Inlet {
  const receiver = new HTTPReceiver({ signingSecret, logger });
  let since: Date | null = null;
  return {
    receiver,
    openSince: () => since,
    start: async () => {
      // Without a host Bolt listens on every interface.
      const server = await receiver.start(address).catch((error: unknown) => {
        throw cannotListen(address, error);
      });
      const bound = server.address();
      log.info({ port: typeof bound === 'object' ? bound?.port : bound }, 'listening for Slack');
      since = clock.now();
      opened();
    },
    stop: async () => {
      since = null;
      await receiver.stop().catch(() => undefined);
    },
  };
}

function cannotListen(
  { host, port }: { readonly host: string; readonly port: number },
  error: unknown,
): OperatorError {
  return new OperatorError(
    'PORT_UNAVAILABLE',
    `Slack's requests cannot be listened for on ${host}:${port}: ${reasonOf(error)}`,
    'Stop the other process that listens there.',
    error,
  );
}
