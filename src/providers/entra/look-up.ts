import type { Group } from '../../domain/group.ts';
import type { Clock } from '../../lib/clock.ts';
import { OperatorError } from '../../lib/operator-error.ts';
import type { LookUp } from '../provider.ts';
import { groupFields, literal, toAccount, toGroup, userFields } from './account.ts';
import { isNotFound } from './errors.ts';
import { readMethods } from './factors.ts';
import type { Graph } from './graph.ts';
import { isGuid } from './object-id.ts';

/** Live reads about single people and groups; nothing is kept. */
export function createLookUp(graph: Graph, clock: Clock): LookUp {
  return {
    accountsByEmail: async (email) => {
      const filter = `mail%20eq%20${literal(email)}%20or%20userPrincipalName%20eq%20${literal(email)}`;
      const found = (await graph.list(`/users?$select=${userFields}&$filter=${filter}`)).map(toAccount);
      return found.filter(({ status }) => status === 'active');
    },
    account: async (id) =>
      await orNull(async () =>
        toAccount(await graph.get(`/users/${encodeURIComponent(id)}?$select=${userFields}`)),
      ),
    group: async (idOrName) => await findGroup(graph, idOrName),
    isMember: async (groupId, accountId) =>
      (await groupsOf(graph, accountId)).some(({ id }) => id === groupId),
    groupsOf: async (accountId) => await groupsOf(graph, accountId),
    factorsOf: async (accountId) => {
      const known = (await readMethods(graph, clock, [accountId])).get(accountId);
      if (known !== undefined) return known;
      throw new OperatorError('NOT_FOUND', 'Entra ID does not know this account', 'Check the id.');
    },
  };
}

/** Through other groups, too: whoever is in a group of the group is in the group. */
async function groupsOf(graph: Graph, accountId: string): Promise<readonly Group[]> {
  const found = await graph.list(`/users/${encodeURIComponent(accountId)}/transitiveMemberOf?$top=999`);
  return found.filter((item) => typeOf(item).endsWith('.group')).map(toGroup);
}

export function typeOf(item: unknown): string {
  return typeof item === 'object' && item !== null && '@odata.type' in item
    ? String(item['@odata.type'])
    : '';
}

async function findGroup(graph: Graph, idOrName: string): Promise<Group | null> {
  if (isGuid(idOrName))
    return await orNull(async () => toGroup(await graph.get(`/groups/${idOrName}?$select=${groupFields}`)));
  const named = (
    await graph.list(`/groups?$select=${groupFields}&$filter=displayName%20eq%20${literal(idOrName)}`)
  ).map(toGroup);
  const exact = named.filter(({ name }) => name === idOrName);
  if (exact.length > 1) {
    throw new OperatorError(
      'GROUP_AMBIGUOUS',
      `Entra ID has ${exact.length} groups of that name`,
      'Write the group id into lockstep.yaml instead of its name.',
    );
  }
  return exact[0] ?? null;
}

/** null where Graph says that there is no such thing. */
export async function orNull<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}
