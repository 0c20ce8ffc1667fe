import { z } from 'zod';
import type { Lifecycle } from '../provider.ts';
import { byHand } from './by-hand.ts';
import { createSteps, type Protection } from './carry-out.ts';
import type { OktaClient } from './client.ts';
import { readImpact } from './impact.ts';
import type { Hands } from './memberships.ts';
import { readState } from './sign-in-state.ts';

/** Whether accounts may sign in to Okta. `tokens` are the clients that call with an API token, which dies with its owner. */
export function createLifecycle(hands: Hands, tokens: readonly OktaClient[]): Lifecycle {
  const protection: Protection = async (accountId) => await whyProtected(tokens, accountId);
  const carryOut = createSteps(hands, protection);
  return {
    steps: ['suspend', 'end-sessions', 'deactivate'],
    state: async (accountId) => await readState(hands.reads, accountId),
    impact: async (accountId) => await readImpact(hands.reads, accountId, protection),
    carryOut,
    byHand,
  };
}

/** A token is refused as soon as its owner may not sign in (Okta, Create an API token). A service app is nobody's account. */
async function whyProtected(tokens: readonly OktaClient[], accountId: string): Promise<string | null> {
  for (const client of tokens) {
    const { id } = z.object({ id: z.string() }).parse((await client.get('/api/v1/users/me')).body);
    if (id === accountId)
      return 'Lockstep calls Okta with an API token of this account, and the token dies with it';
  }
  return null;
}
