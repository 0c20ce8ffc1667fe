import { HTTPReceiver, type Logger, type Receiver, SocketModeReceiver, type webApi } from '@slack/bolt';
import { type Clock, SECOND_MS } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { reasonOf } from '../lib/operator-error.ts';
import type { SlackTools } from './tools.ts';

/** One way for Slack to reach the bot. */
export interface Inlet {
  readonly receiver: Receiver;
  /** When it last opened; null while it is closed. */
  readonly openSince: () => Date | null;
  /** Rejects when Slack does not let it in; afterwards it opens itself again whenever it closes. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface InletTools {
  readonly clock: Clock;
  readonly log: Log;
  readonly logger: Logger;
  readonly clientOptions: webApi.WebClientOptions;
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
function socketInlet(appToken: string, { clock, log, logger, clientOptions }: InletTools): Inlet {
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
  });
  client.on('disconnected', () => {
    since = null;
  });
  const open = async (): Promise<void> => {
    await within(HELLO_MS, receiver.start());
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
      await open();
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
  { clock, log, logger }: InletTools,
): Inlet {
  const receiver = new HTTPReceiver({ signingSecret, logger });
  let since: Date | null = null;
  return {
    receiver,
    openSince: () => since,
    start: async () => {
      // Without a host Bolt listens on every interface.
      const server = await receiver.start(address);
      const bound = server.address();
      log.info({ port: typeof bound === 'object' ? bound?.port : bound }, 'listening for Slack');
      since = clock.now();
    },
    stop: async () => {
      since = null;
      await receiver.stop().catch(() => undefined);
    },
  };
}

/** Pauses that end at once when it is over. */
function createRest() {
  let over = false;
  let wake: () => void = () => undefined;
  return {
    over: () => over,
    end: () => {
      over = true;
      wake();
    },
    pause: async (ms: number): Promise<void> => {
      if (over) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms / SECOND_MS} s`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
