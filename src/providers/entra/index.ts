/** Microsoft Entra ID: people, groups, methods, roles, policies and logs, through Microsoft Graph. */
import type { EntraConfig } from '../../config/config.ts';
import type { Clock } from '../../lib/clock.ts';
import { withPlainErrors } from '../plain-errors.ts';
import type { Provider, SignIn } from '../provider.ts';
import { createTokenSource } from './credential.ts';
import { createDirectory } from './directory.ts';
import { createFeeds } from './events/index.ts';
import { createFactorReader } from './factors.ts';
import { createGather } from './gather/index.ts';
import { createGraph } from './graph.ts';
import { createHook } from './hook.ts';
import { createLifecycle } from './lifecycle.ts';
import { createLookUp } from './look-up.ts';
import { createMemberships } from './memberships.ts';
import { probeEntra } from './probe.ts';
import { createRelations } from './relations.ts';
import { createRemedies } from './remedies.ts';

export interface EntraOptions {
  readonly id: string;
  readonly config: EntraConfig;
  readonly clock: Clock;
  readonly limits: { readonly rateShare: number; readonly concurrency: number };
}

/** Nothing is sent before the first read. */
export async function connectEntra({ id, config, clock, limits }: EntraOptions): Promise<Provider> {
  const token = createTokenSource(config, config.watcher);
  const graph = createGraph(config.graphUrl, token, limits);
  // The writing identity, where there is one: the watcher alone may lack the permission, and the refusal then says which.
  const actingToken = config.actor === null ? token : createTokenSource(config, config.actor);
  const acting = config.actor === null ? graph : createGraph(config.graphUrl, actingToken, limits);
  const provider: Provider = {
    id,
    kind: 'entra',
    probe: async () =>
      await probeEntra({ graph, token, clock }, { token: actingToken, own: config.actor !== null }),
    directory: createDirectory(graph),
    lookUp: createLookUp(graph, clock),
    relations: createRelations(graph),
    gather: createGather(graph, clock, config.watcher),
    factors: createFactorReader(graph, clock),
    feeds: createFeeds({ graph, clock, connection: id }),
    remedies: createRemedies(acting),
    memberships: createMemberships(acting, { graphUrl: config.graphUrl, clock }),
    lifecycle: createLifecycle({ reads: graph, acting, actingToken }),
    ...(config.signIn === null ? {} : { signIn: await signInWith(config, config.signIn) }),
    ...(config.hookSecret === null
      ? {}
      : { hook: createHook({ graph, clock, tenantId: config.tenantId, secret: config.hookSecret }) }),
    close: async () => await Promise.resolve(),
  };
  return await Promise.resolve(withPlainErrors(provider));
}

/** Imported only where people sign in: its library costs time. */
async function signInWith(config: EntraConfig, app: NonNullable<EntraConfig['signIn']>): Promise<SignIn> {
  const { createSignIn } = await import('./sign-in.ts');
  return createSignIn(config, app);
}
