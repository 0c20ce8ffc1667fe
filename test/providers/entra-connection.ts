import { startEntra } from '../../sandbox/entra/server.ts';
import { type CastName, credentials } from '../../sandbox/tenant/cast.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import { entraGroupByName } from '../../sandbox/tenant/entra-groups.ts';
import { entraNameOf, entraUserByName } from '../../sandbox/tenant/entra-people.ts';
import type { EntraConfig, EntraIdentity } from '../../src/config/config.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createTokenSource } from '../../src/providers/entra/credential.ts';
import type { FeedTools } from '../../src/providers/entra/events/window.ts';
import { createGraph } from '../../src/providers/entra/graph.ts';
import { connectEntra } from '../../src/providers/entra/index.ts';
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
    signIn: null,
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

/** The provider over a stand-in of its own, as the watcher and the actor. */
export async function openEntraProvider() {
  const entra = await startEntra(createCompany());
  const config = configOf(entra, { actor });
  const provider = await connectEntra({ id: 'entra', config, clock: systemClock, limits });
  const { tenant } = entra;
  return {
    entra,
    tenant,
    provider,
    groupId: (name: string) => entraGroupByName(tenant, name).id,
    person: (name: CastName) => entraUserByName(tenant, entraNameOf(name)),
    /** Takes consent to these app roles away from a client; its next token shows it. */
    forbid: (client: keyof typeof clientIds, roles: RegExp) => {
      const found = tenant.clients.get(clientIds[client]);
      if (found === undefined) throw new Error(`no client ${client}`);
      found.roles = found.roles.filter((role) => !roles.test(role));
    },
    down: () => void entra.faults.add({ path: /^\/v1\.0/, fault: { kind: 'status', status: 503 } }),
    close: entra.close,
  };
}

const clientIds = { watcher: credentials.entra.watcherClient, actor: credentials.entra.actorClient };

/** Has the form of an id, and is none. */
export const nobody = '00000000-0000-4000-8000-000000000000';
