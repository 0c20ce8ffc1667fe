import type { GroupReference } from '../domain/group.ts';
import { accountKey, accountsIn, type Principal } from '../domain/principal.ts';
import { OperatorError, reasonOf } from '../lib/operator-error.ts';
import type { LookUp } from '../providers/provider.ts';
import { principalOf } from './managers.ts';
import { groupIn, lookUpIn } from './rules.ts';
import type { ApproverTools } from './tools.ts';

/** What is known of the person already; where nothing is, the directory is asked for their address. Throws where it is not one person's. */
export async function accountsOf(
  lookUp: LookUp,
  person: Principal,
  connection: string,
): Promise<readonly string[]> {
  const known = accountsIn(person, connection);
  if (known.length > 0) return known;
  const found = await lookUp.accountsByEmail(person.email);
  if (found.length < 2) return found.map(({ id }) => id);
  throw new OperatorError(
    'ACCOUNT_AMBIGUOUS',
    `${connection} has ${found.length} accounts of one address`,
    'Give each account an address of its own.',
  );
}

/** With any of their accounts. Throws where the group is not there: nobody knows who would be in it. */
export async function isMember(
  { providers }: Pick<ApproverTools, 'providers'>,
  person: Principal,
  reference: GroupReference,
): Promise<boolean> {
  const lookUp = lookUpIn(providers, reference.connection);
  const group = await groupIn(providers, reference);
  for (const id of await accountsOf(lookUp, person, reference.connection)) {
    if (await lookUp.isMember(group.id, id)) return true;
  }
  return false;
}

/** The person behind a login, with their accounts in every connected directory; null = no such account. Throws where one cannot be read. */
export async function personOf(
  { providers }: Pick<ApproverTools, 'providers'>,
  { connection, login }: { readonly connection: string; readonly login: string },
): Promise<Principal | null> {
  const account = await lookUpIn(providers, connection).account(login);
  // Okta takes a part of a login as well.
  if (account === null || account.login.toLowerCase() !== login.toLowerCase()) return null;
  const person = principalOf(connection, account);
  const accounts: string[] = [];
  for (const { id, lookUp } of providers) {
    if (lookUp === undefined) continue;
    const ids = await accountsOf(lookUp, person, id);
    accounts.push(...ids.map((each) => accountKey(id, each)));
  }
  return { ...person, accounts };
}

export function noteUnread({ log }: Pick<ApproverTools, 'log'>, connection: string, error: unknown): void {
  log.warn({ connection, reason: reasonOf(error) }, 'something that a policy asks about could not be read');
}
