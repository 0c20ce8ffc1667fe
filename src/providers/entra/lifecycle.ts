import { z } from 'zod';
import type { LifecycleStep, SignInState } from '../../domain/lifecycle.ts';
import type { Lifecycle } from '../provider.ts';
import { byHand } from './by-hand.ts';
import type { TokenSource } from './credential.ts';
import type { Graph } from './graph.ts';
import { readImpact } from './impact.ts';
import { explained, unfit } from './lifecycle-refusal.ts';
import { orNull } from './look-up.ts';
import { accountPart, accountUnknown } from './object-id.ts';

/** What reads, and what changes. */
export interface Hands {
  readonly reads: Graph;
  readonly acting: Graph;
  readonly actingToken: TokenSource;
}

/** Whether accounts may sign in: accountEnabled is all there is, so that nothing is deactivated beyond suspending. */
export function createLifecycle(hands: Hands): Lifecycle {
  const steps: Readonly<Record<LifecycleStep, (accountId: string) => Promise<string>>> = {
    suspend: async (id) => await enable(hands, id, false),
    'end-sessions': async (id) => await endSessions(hands, id),
    restore: async (id) => await enable(hands, id, true),
    deactivate: async () => await Promise.reject(new Error('Entra ID has no such step')),
  };
  return {
    steps: ['suspend', 'end-sessions'],
    state: async (accountId) => await readState(hands.acting, accountId),
    impact: async (accountId) => await readImpact(hands.reads, accountId),
    carryOut: async (step, accountId) => await steps[step](accountId),
    byHand,
  };
}

const Switch = z.object({ accountEnabled: z.boolean() });

/** A deleted account waits thirty days in the recycle bin; null = there is none of that id at all. */
async function readState(graph: Graph, accountId: string): Promise<SignInState | null> {
  const path = `/users/${accountPart(accountId)}?$select=id,accountEnabled`;
  const raw = await orNull(async () => await graph.get(path));
  if (raw !== null) return Switch.parse(raw).accountEnabled ? 'active' : 'suspended';
  const bin = `/directory/deletedItems/${accountId}?$select=id`;
  return (await orNull(async () => await graph.get(bin))) === null ? null : 'gone';
}

/** What was read may be old: it is sent also where the account seems to be so already. */
async function enable({ acting, actingToken }: Hands, accountId: string, on: boolean): Promise<string> {
  const wanted: SignInState = on ? 'active' : 'suspended';
  const before = await livingState(acting, accountId, on ? 'restored' : 'suspended');
  const path = `/users/${accountPart(accountId)}`;
  const landed = async () => (await readState(acting, accountId)) === wanted;
  await explained({ actingToken, accountId, permission: 'User.EnableDisableAccount.All' }, async () => {
    await acting.send('PATCH', path, { accountEnabled: on }, landed);
  });
  const already = before === wanted ? ' already' : '';
  return on
    ? `the account may${already} sign in; its groups, apps and second factors are as before`
    : `the account may not sign in${already === '' ? ' any more' : already}; its groups and apps stay`;
}

/** Repeating it is harmless, and every 2xx is success: documented is 204, tenants answer 200 (user: revokeSignInSessions). */
async function endSessions({ acting, actingToken }: Hands, accountId: string): Promise<string> {
  await livingState(acting, accountId, 'signed out');
  await explained({ actingToken, accountId, permission: 'User.RevokeSessions.All' }, async () => {
    await acting.send('POST', `/users/${accountPart(accountId)}/revokeSignInSessions`, {});
  });
  return 'sessions and refresh tokens end within minutes; access tokens live up to an hour, and sessions inside apps live on';
}

async function livingState(graph: Graph, accountId: string, as: string): Promise<SignInState> {
  const state = await readState(graph, accountId);
  if (state === null) throw accountUnknown(accountId);
  if (state === 'gone') throw unfit(accountId, as);
  return state;
}
