import type { Account } from '../../domain/account.ts';
import { OperatorError } from '../../lib/operator-error.ts';
import type { Relations } from '../provider.ts';
import { toAccount, userFields } from './account.ts';
import { isNotFound } from './errors.ts';
import type { Graph } from './graph.ts';
import { orNull, typeOf } from './look-up.ts';
import { isAbsent } from './membership-refusal.ts';
import { accountPart, accountUnknown, groupPart, groupUnknown } from './object-id.ts';

/** Owners of a group are people or applications, at most a hundred (Entra service limits); groups own nothing. */
export function createRelations(graph: Graph): Relations {
  return {
    membersOf: async (groupId, limit) => {
      const members: Account[] = [];
      for await (const page of peopleOf(graph, groupId, 'members')) {
        members.push(...page);
        if (members.length > limit) throw tooLarge(limit);
      }
      return members;
    },
    ownersOf: async (groupId) => {
      const owners: Account[] = [];
      for await (const page of peopleOf(graph, groupId, 'owners')) owners.push(...page);
      return owners;
    },
    managerOf: async (accountId) => {
      const path = `/users/${accountPart(accountId)}`;
      const manager = await orNull(async () => await graph.get(`${path}/manager?$select=${userFields}`));
      // Nobody is named, or nobody is asked about: Graph answers both with 404.
      if (manager === null && (await isAbsent(graph, path))) throw accountUnknown(accountId);
      // A contact can be somebody's manager, too, but has no account.
      if (manager === null || !isPerson(manager)) return null;
      const account = toAccount(manager);
      return account.status === 'active' ? account : null;
    },
  };
}

/** Those who may sign in. */
async function* peopleOf(
  graph: Graph,
  groupId: string,
  list: 'members' | 'owners',
): AsyncGenerator<readonly Account[]> {
  try {
    const path = `/groups/${groupPart(groupId)}/${list}?$select=${userFields}&$top=999`;
    for await (const { items } of graph.pages(path))
      yield items
        .filter(isPerson)
        .map(toAccount)
        .filter(({ status }) => status === 'active');
  } catch (error) {
    throw isNotFound(error) ? groupUnknown(groupId, error) : error;
  }
}

function isPerson(item: unknown): boolean {
  return typeOf(item).endsWith('.user');
}

function tooLarge(limit: number): OperatorError {
  return new OperatorError(
    'GROUP_TOO_LARGE',
    `the group has more than ${limit} members who may sign in`,
    'Name a smaller group.',
  );
}
