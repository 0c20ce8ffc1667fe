import type { startEntra } from '../../sandbox/entra/server.ts';
import { credentials } from '../../sandbox/tenant/cast.ts';
import type { EntraConfig, EntraIdentity } from '../../src/config/config.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createTokenSource } from '../../src/providers/entra/credential.ts';
import type { FeedTools } from '../../src/providers/entra/events/window.ts';
import { createGraph } from '../../src/providers/entra/graph.ts';
import { limits } from './facts.ts';

export type EntraStandIn = Awaited<ReturnType<typeof startEntra>>;

export const actor: EntraIdentity = {
  kind: 'secret',
  clientId: credentials.entra.actorClient,
  clientSecret: credentials.entra.actorSecret,
};

export function configOf(entra: EntraStandIn, more: Partial<EntraConfig> = {}): EntraConfig {
  return {
    tenantId: entra.tenant.tenantId,
    graphUrl: entra.url,
    authorityUrl: entra.authorityUrl,
    watcher: {
      kind: 'secret',
      clientId: credentials.entra.watcherClient,
      clientSecret: credentials.entra.watcherSecret,
    },
    actor: null,
    hookSecret: null,
    ...more,
  };
}

/** Without the pace that Graph asks for: five reads of a log in ten seconds would be most of a test. */
export function unhurried(entra: EntraStandIn, more: Partial<FeedTools> = {}): FeedTools {
  const config = configOf(entra);
  const token = createTokenSource(config, config.watcher);
  const graph = createGraph(config.graphUrl, token, limits, {
    wait: async () => await Promise.resolve(),
    note: () => undefined,
  });
  return { graph, clock: systemClock, connection: 'entra', ...more };
}
