import type { ApproverSource } from '../../src/approvals/tools.ts';
import type { Account } from '../../src/domain/account.ts';
import { OperatorError } from '../../src/lib/operator-error.ts';

/** A directory in memory that answers who is in which group, who owns it and who manages whom; and can be down. */
export interface DirectoryOfPeople extends ApproverSource {
  readonly groups: Map<string, Set<string>>;
  readonly owners: Map<string, Set<string>>;
  readonly managers: Map<string, string>;
  readonly disabled: Set<string>;
  /** Groups that cannot be read; `*` is everything. */
  readonly down: Set<string>;
}

export function directoryOfPeople(
  id: string,
  groups: Readonly<Record<string, readonly string[]>> = {},
): DirectoryOfPeople {
  const state = {
    groups: new Map(Object.entries(groups).map(([name, members]) => [name, new Set(members)])),
    owners: new Map<string, Set<string>>(),
    managers: new Map<string, string>(),
    disabled: new Set<string>(),
    down: new Set<string>(),
  };
  const answer = async <T>(about: string, value: () => T): Promise<T> => {
    await Promise.resolve();
    if (state.down.has('*') || state.down.has(about)) {
      throw new OperatorError('PROVIDER_UNAVAILABLE', `${id} does not answer`, 'Try again later.');
    }
    return value();
  };
  const person = (accountId: string): Account => ({
    id: accountId,
    login: `${accountId}@acme.test`,
    email: `${accountId}@acme.test`,
    displayName: accountId,
    status: state.disabled.has(accountId) ? 'disabled' : 'active',
    type: 'member',
    synced: false,
    createdAt: null,
  });
  const group = (name: string) =>
    state.groups.has(name) ? { id: name, name, source: 'manual' as const, roleAssignable: false } : null;
  return {
    ...state,
    id,
    lookUp: {
      accountsByEmail: async (email) => await answer('*', () => [person(email.split('@')[0] ?? '')]),
      account: async (loginOrId) => await answer('*', () => person(loginOrId.split('@')[0] ?? '')),
      group: async (name) => await answer(name, () => group(name)),
      isMember: async (name, account) =>
        await answer(name, () => state.groups.get(name)?.has(account) ?? false),
      groupsOf: async () => await answer('*', () => []),
      factorsOf: async () => await Promise.reject(new Error('nobody asks for factors here')),
    },
    relations: {
      membersOf: async (name, limit) =>
        await answer(name, () => {
          const members = [...(state.groups.get(name) ?? [])];
          if (members.length > limit)
            throw new OperatorError('GROUP_TOO_LARGE', 'it has too many members', 'Choose a smaller group.');
          return members.map(person);
        }),
      ownersOf: async (name) => await answer(name, () => [...(state.owners.get(name) ?? [])].map(person)),
      managerOf: async (account) =>
        await answer('*', () => {
          const manager = state.managers.get(account);
          return manager === undefined ? null : person(manager);
        }),
    },
  };
}
