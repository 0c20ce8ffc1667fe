/** Connected systems. A provider that is not configured is not even imported: the vendors' SDKs cost time and memory. */
import type { Config } from '../config/config.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Provider } from './provider.ts';

export interface ConnectTools {
  readonly clock: Clock;
  readonly log: Log;
}

/** One provider for each configured connection, in a fixed order. Nothing is sent to the vendor yet. */
export async function connectProviders(
  config: Config,
  { clock, log }: ConnectTools,
): Promise<readonly Provider[]> {
  const tools = { clock, log, limits: config.settings.limits };
  const connected: Promise<Provider>[] = [];
  if (config.okta !== null) {
    const { connectOkta } = await import('./okta/index.ts');
    connected.push(connectOkta({ id: 'okta', config: config.okta, ...tools }));
  }
  if (config.entra !== null) {
    const { connectEntra } = await import('./entra/index.ts');
    connected.push(connectEntra({ id: 'entra', config: config.entra, ...tools }));
  }
  return await Promise.all(connected);
}
