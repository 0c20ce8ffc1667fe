import type { Account } from '../domain/account.ts';
import { accountKey, accountsIn, type Principal } from '../domain/principal.ts';
import { OperatorError } from '../lib/operator-error.ts';
import type { ApproverSource } from './tools.ts';

/**
 * Whom the directories name as the manager of a principal: each that knows managers and has an account of theirs is asked.
 * Throws when one of them cannot be read, and when there is none to ask.
 */
export async function managersOf(
  providers: readonly ApproverSource[],
  principal: Principal,
): Promise<readonly Principal[]> {
  const managers: Principal[] = [];
  let asked = 0;
  for (const { id: connection, relations } of providers) {
    if (relations === undefined) continue;
    for (const account of accountsIn(principal, connection)) {
      asked += 1;
      const manager = await relations.managerOf(account);
      if (manager?.status === 'active') managers.push(principalOf(connection, manager));
    }
  }
  if (asked > 0) return managers;
  throw new OperatorError(
    'NOT_CONNECTED',
    'no connected directory says who the manager is',
    'Name other approvers in lockstep.yaml.',
  );
}

/** Somebody as one directory tells of them, for asking them; who they are besides is found out when they decide. */
export function principalOf(connection: string, account: Account): Principal {
  const id = accountKey(connection, account.id);
  const email = (account.email ?? account.login).toLowerCase();
  return { id, email, name: account.displayName, accounts: [id] };
}
