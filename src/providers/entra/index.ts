/** Microsoft Entra ID: people, groups, methods, roles, policies and logs, through Microsoft Graph. */
import type { EntraConfig } from '../../config/config.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Provider } from '../provider.ts';
import { createTokenSource } from './credential.ts';
import { createDirectory } from './directory.ts';
import { createFeeds } from './events/index.ts';
import { createFactorReader } from './factors.ts';
import { createGather } from './gather/index.ts';
import { createGraph } from './graph.ts';
import { createHook } from './hook.ts';
import { createLookUp } from './look-up.ts';
import { probeEntra } from './probe.ts';

export interface EntraOptions {
  readonly id: string;
  readonly config: EntraConfig;
  readonly clock: Clock;
}

/** Nothing is sent before the first read. */
export async function connectEntra({ id, config, clock }: EntraOptions): Promise<Provider> {
  const token = createTokenSource(config, config.watcher);
  const graph = createGraph(config.graphUrl, token);
  return await Promise.resolve({
    id,
    kind: 'entra',
    probe: async () => await probeEntra(graph, token, clock),
    directory: createDirectory(graph),
    lookUp: createLookUp(graph, clock),
    gather: createGather(graph, clock, config.watcher),
    factors: createFactorReader(graph, clock),
    feeds: createFeeds({ graph, clock, connection: id }),
    ...(config.hookSecret === null
      ? {}
      : { hook: createHook({ graph, clock, tenantId: config.tenantId, secret: config.hookSecret }) }),
    close: async () => await Promise.resolve(),
  });
}
