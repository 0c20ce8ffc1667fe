import { accountsIn, type Principal } from '../domain/principal.ts';
import type { ProofKind } from '../domain/step-up.ts';
import { noteUnread } from './informants.ts';
import type { ProofTools } from './tools.ts';

/** By which account somebody can prove themselves, and how. */
export interface ProofWay {
  readonly kind: ProofKind;
  readonly connection: string;
  readonly accountId: string;
}

type WayTools = Pick<ProofTools, 'providers' | 'publicUrl' | 'log'>;

/**
 * A push where one of their own devices can be asked, else a sign-in. no_second_factor: neither is possible for them.
 * factors_unreadable: neither is, as far as the directories could be read.
 */
export async function findProofWay(
  tools: WayTools,
  who: Principal,
): Promise<ProofWay | 'no_second_factor' | 'factors_unreadable'> {
  let unread = false;
  for (const { id: connection, secondFactor } of tools.providers) {
    if (secondFactor === undefined) continue;
    for (const accountId of accountsIn(who, connection)) {
      try {
        if (await secondFactor.pushable(accountId)) return { kind: 'push', connection, accountId };
      } catch (error) {
        unread = true;
        noteUnread(tools, connection, error);
      }
    }
  }
  return signInOf(tools, who) ?? (unread ? 'factors_unreadable' : 'no_second_factor');
}

function signInOf({ providers, publicUrl }: WayTools, who: Principal): ProofWay | null {
  if (publicUrl === null) return null;
  for (const { id: connection, signIn } of providers) {
    const [accountId] = accountsIn(who, connection);
    if (signIn !== undefined && accountId !== undefined) return { kind: 'sign-in', connection, accountId };
  }
  return null;
}
