import { accountKey, type Principal } from '../domain/principal.ts';
import { reasonOf } from '../lib/operator-error.ts';
import { findAccounts } from '../store/mirror.ts';
import type { DeactivationTools } from './tools.ts';

export interface FoundAccount {
  readonly connection: string;
  readonly accountId: string;
}

/** ambiguous: a directory has several such accounts, which could be several people. */
export type FoundPerson =
  | {
      readonly subject: Principal;
      readonly accounts: readonly FoundAccount[];
      /** Directories that could not be asked: an account there is missed. */
      readonly unread: readonly string[];
    }
  | { readonly refused: 'person_unknown' | 'person_ambiguous' };

interface Named extends FoundAccount {
  readonly login: string;
  readonly email: string | null;
  readonly displayName: string;
}

/**
 * The accounts of one person in every connected directory, by login or address: what the mirror knows, switched off or not,
 * and what the directory says now. Two of one name in a directory are refused; nobody guesses.
 */
export async function findPerson(tools: DeactivationTools, text: string): Promise<FoundPerson> {
  const wanted = text.trim().toLowerCase();
  const first = await accountsNamed(tools, wanted);
  const email = first.accounts.find((account) => account.email !== null)?.email?.toLowerCase();
  const second =
    email === undefined || email === wanted
      ? { accounts: [], unread: [] }
      : await accountsNamed(tools, email);
  const accounts = unique([...first.accounts, ...second.accounts]);
  const [known] = accounts;
  if (known === undefined) return { refused: 'person_unknown' };
  if (new Set(accounts.map(({ connection }) => connection)).size < accounts.length)
    return { refused: 'person_ambiguous' };
  const keys = accounts.map(({ connection, accountId }) => accountKey(connection, accountId));
  return {
    subject: {
      id: accountKey(known.connection, known.accountId),
      email: email ?? wanted,
      name: known.displayName,
      accounts: keys,
    },
    accounts: accounts.map(({ connection, accountId }) => ({ connection, accountId })),
    unread: [...new Set([...first.unread, ...second.unread])],
  };
}

async function accountsNamed(
  { db, providers, log }: DeactivationTools,
  text: string,
): Promise<{ readonly accounts: readonly Named[]; readonly unread: readonly string[] }> {
  const accounts: Named[] = [];
  const unread: string[] = [];
  for (const { id: connection, lookUp } of providers) {
    if (lookUp === undefined) continue;
    const mirrored = await findAccounts(db, { connection, text });
    const live = await lookUp.accountsByEmail(text).catch((error: unknown) => {
      log.warn({ connection, reason: reasonOf(error) }, 'a person could not be looked up');
      unread.push(connection);
      return [];
    });
    for (const { id: accountId, login, email, displayName } of [...mirrored, ...live])
      accounts.push({ connection, accountId, login, email, displayName });
  }
  return { accounts, unread };
}

function unique(accounts: readonly Named[]): readonly Named[] {
  const byKey = new Map(
    accounts.map((account) => [accountKey(account.connection, account.accountId), account]),
  );
  return [...byKey.values()];
}
