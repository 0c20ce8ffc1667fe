/** Okta: people, groups, factors, administrator roles and policies, through the vendor's SDK, hardened. */
import type { OktaConfig, SignInApp } from '../../config/config.ts';
import type { Clock } from '../../lib/clock.ts';
import { withPlainErrors } from '../plain-errors.ts';
import type { Provider, SignIn } from '../provider.ts';
import { createAgentFeed } from './agent-feed.ts';
import { createClient } from './client.ts';
import { createDirectory } from './directory.ts';
import { createLogFeed } from './events.ts';
import { createFactorReader } from './factors.ts';
import { createGather } from './gather/index.ts';
import { createHook } from './hook.ts';
import { createLifecycle } from './lifecycle.ts';
import { createLookUp } from './look-up.ts';
import { createMemberships } from './memberships.ts';
import { probeOkta } from './probe.ts';
import { createRelations } from './relations.ts';
import { createRemedies } from './remedies.ts';
import { actScopes, readScopes } from './scopes.ts';
import { createSecondFactor } from './second-factor.ts';

export interface OktaOptions {
  readonly id: string;
  readonly config: OktaConfig;
  readonly clock: Clock;
  readonly limits: { readonly rateShare: number; readonly concurrency: number };
}

/** Nothing is sent before the first read. */
export async function connectOkta({ id, config, clock, limits }: OktaOptions): Promise<Provider> {
  const client = createClient(config, { identity: config.watcher, scopes: readScopes, clock, limits });
  // A client of its own even where the watcher acts: its token for reading stays one for reading.
  const acting = createClient(config, {
    identity: config.actor ?? config.watcher,
    scopes: actScopes,
    clock,
    limits,
  });
  const hands = { reads: client, acting };
  const tokens = [
    ...(config.watcher.kind === 'token' ? [client] : []),
    ...(config.actor?.kind === 'token' ? [acting] : []),
  ];
  const provider: Provider = {
    id,
    kind: 'okta',
    probe: async () => await probeOkta(client, { client: acting, own: config.actor !== null }, clock),
    directory: createDirectory(client, clock, limits.concurrency),
    lookUp: createLookUp(client, clock),
    gather: createGather(client, clock, { concurrency: limits.concurrency, identity: config.watcher }),
    factors: createFactorReader(client, clock, limits.concurrency),
    feeds: [
      createLogFeed({ client, clock, connection: id }),
      createAgentFeed({ client, clock, connection: id }),
    ],
    ...(config.hookSecret === null ? {} : { hook: createHook(config.hookSecret) }),
    relations: createRelations(client),
    remedies: createRemedies({ reads: client, acting }),
    memberships: createMemberships(hands),
    lifecycle: createLifecycle(hands, tokens),
    secondFactor: createSecondFactor(hands),
    ...(config.signIn === null ? {} : { signIn: await signInWith(config.orgUrl, config.signIn) }),
    close: async () => {
      client.close();
      await Promise.resolve(acting.close());
    },
  };
  return await Promise.resolve(withPlainErrors(provider));
}

/** Imported only where people sign in: its library costs time. */
async function signInWith(orgUrl: string, app: SignInApp): Promise<SignIn> {
  const { createSignIn } = await import('./sign-in.ts');
  return createSignIn(orgUrl, app);
}
