import type { Config } from './config/config.ts';
import { type Clock, systemClock } from './lib/clock.ts';
import { createLog, type Log } from './lib/log.ts';
import { connectProviders } from './providers/index.ts';
import type { Provider } from './providers/provider.ts';
import { createOnCall, createSinks } from './sinks/index.ts';
import type { OnCall } from './sinks/on-call.ts';
import type { Sink } from './sinks/sink.ts';
import { openStore, type Store } from './store/open.ts';

/** Everything concrete, opened once. Close it when done: sockets and database handles end there. */
export interface App {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Store;
  readonly providers: readonly Provider[];
  /** Where alerts go besides Slack. */
  readonly sinks: readonly Sink[];
  /** Says who is on call; null = nothing is connected that could. */
  readonly onCall: OnCall | null;
  readonly close: () => Promise<void>;
}

/** The connected directories, the sinks and who knows who is on call, without the store, for who must look at them whatever the store does. Close them when done. */
export async function openProviders(
  config: Config,
): Promise<Pick<App, 'providers' | 'sinks' | 'onCall' | 'close'>> {
  const log = createLog(config.logLevel);
  const providers = await connectProviders(config, { clock: systemClock, log });
  const close = async (): Promise<void> => {
    await Promise.all(providers.map((provider) => provider.close()));
  };
  const sinks = createSinks(config.settings.sinks, { clock: systemClock });
  const onCall = createOnCall(config.pagerDuty, { clock: systemClock });
  return { providers, sinks, onCall, close };
}

/**
 * The composition root: opens the store, migrates it, and connects what is configured. Throws OperatorErrors.
 * @param storeApart for who stores much at once (store/open.ts).
 */
export async function openApp(config: Config, { storeApart = false } = {}): Promise<App> {
  const log = createLog(config.logLevel);
  const clock = systemClock;
  // Before anything is opened: a mistake in lockstep.yaml costs no connection.
  const sinks = createSinks(config.settings.sinks, { clock });
  const onCall = createOnCall(config.pagerDuty, { clock });
  const store = await openStore(config.databaseUrl, { apart: storeApart });
  try {
    await store.migrate();
    const providers = await connectProviders(config, { clock, log });
    const close = async (): Promise<void> => {
      await Promise.all(providers.map((provider) => provider.close()));
      await store.close();
    };
    return { config, clock, log, store, providers, sinks, onCall, close };
  } catch (error) {
    await store.close();
    throw error;
  }
}
