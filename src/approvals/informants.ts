import type { Group, GroupReference } from '../domain/group.ts';
import { accountKey, type Principal } from '../domain/principal.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { OperatorError, reasonOf } from '../lib/operator-error.ts';
import type { LookUp, Provider, Relations } from '../providers/provider.ts';

/** A connected directory as far as it says who is who. */
export type Informant = Pick<Provider, 'id' | 'lookUp' | 'relations'>;

export interface FactTools {
  readonly providers: readonly Informant[];
  readonly clock: Clock;
  readonly log: Log;
}

/** What is known of the person already; where nothing is, the directory is asked for their address. */
export async function accountsOf(
  lookUp: LookUp,
  { accounts, email }: Principal,
  connection: string,
): Promise<readonly string[]> {
  const prefix = `${connection}:`;
  const known = accounts.filter((account) => account.startsWith(prefix));
  if (known.length > 0) return known.map((account) => account.slice(prefix.length));
  const found = await lookUp.accountsByEmail(email);
  if (found.length > 1) throw new Error('two accounts have one address');
  return found.map(({ id }) => id);
}

export async function existing(lookUp: LookUp, { group: name }: GroupReference): Promise<Group> {
  const group = await lookUp.group(name);
  if (group !== null) return group;
  throw new OperatorError('GROUP_UNKNOWN', 'there is no such group', 'Correct the group in lockstep.yaml.');
}

export function lookUpOf({ providers }: Pick<FactTools, 'providers'>, connection: string): LookUp {
  const lookUp = providers.find(({ id }) => id === connection)?.lookUp;
  if (lookUp !== undefined) return lookUp;
  throw new OperatorError(
    'NOT_CONNECTED',
    `${connection} is not connected`,
    'Connect it, or correct lockstep.yaml.',
  );
}

export function relationsOf({ providers }: Pick<FactTools, 'providers'>, connection: string): Relations {
  const relations = providers.find(({ id }) => id === connection)?.relations;
  if (relations !== undefined) return relations;
  throw new OperatorError(
    'NOT_CONNECTED',
    `${connection} cannot say who answers for whom`,
    'Connect it, or correct lockstep.yaml.',
  );
}

/** The person behind a login, with their accounts in every connected directory; null = no such account. Throws where one cannot be read. */
export async function principalOf(
  tools: FactTools,
  { connection, login }: { readonly connection: string; readonly login: string },
): Promise<Principal | null> {
  const account = await lookUpOf(tools, connection).account(login);
  if (account === null) return null;
  const id = accountKey(connection, account.id);
  const email = (account.email ?? account.login).toLowerCase();
  const person = { id, email, name: account.displayName, accounts: [id] };
  const accounts: string[] = [];
  for (const provider of tools.providers) {
    if (provider.lookUp === undefined) continue;
    const ids = await accountsOf(provider.lookUp, person, provider.id);
    accounts.push(...ids.map((each) => accountKey(provider.id, each)));
  }
  return { ...person, accounts };
}

export function note({ log }: Pick<FactTools, 'log'>, connection: string, error: unknown): void {
  log.warn({ connection, reason: reasonOf(error) }, 'something that a policy asks about could not be read');
}
