import type { Group } from '../../domain/group.ts';
import type { Clock } from '../../lib/clock.ts';
import { OperatorError } from '../../lib/operator-error.ts';
import type { LookUp } from '../provider.ts';
import { toAccount, toGroup } from './account.ts';
import type { OktaClient } from './client.ts';
import { isNotFound } from './errors.ts';
import { readFactorsOf } from './factors.ts';

/** Live reads about single people and groups; nothing is kept. */
export function createLookUp(client: OktaClient, clock: Clock): LookUp {
  const groupsOf = async (accountId: string): Promise<readonly Group[]> =>
    (await client.list(`/api/v1/users/${encodeURIComponent(accountId)}/groups`)).map(toGroup);
  return {
    accountsByEmail: async (email) => {
      const search = encodeURIComponent(`profile.email eq "${quoted(email)}" and status eq "ACTIVE"`);
      const found = (await client.list(`/api/v1/users?limit=200&search=${search}`)).map(toAccount);
      // Read back: the search index may lag, and may be more generous than asked.
      return found.filter(
        (account) => account.status === 'active' && account.email?.toLowerCase() === email.toLowerCase(),
      );
    },
    account: async (id) =>
      await orNull(async () => toAccount((await client.get(`/api/v1/users/${encodeURIComponent(id)}`)).body)),
    group: async (idOrName) => await findGroup(client, idOrName),
    isMember: async (groupId, accountId) => (await groupsOf(accountId)).some(({ id }) => id === groupId),
    groupsOf,
    factorsOf: async (accountId) => await readFactorsOf(client, clock, accountId),
  };
}

async function findGroup(client: OktaClient, idOrName: string): Promise<Group | null> {
  if (/^00g[A-Za-z0-9]{17}$/.test(idOrName)) {
    return await orNull(async () => toGroup((await client.get(`/api/v1/groups/${idOrName}`)).body));
  }
  const search = encodeURIComponent(`profile.name eq "${quoted(idOrName)}"`);
  const named = (await client.list(`/api/v1/groups?limit=200&search=${search}`))
    .map(toGroup)
    .filter(({ name }) => name === idOrName);
  if (named.length > 1) {
    throw new OperatorError(
      'GROUP_AMBIGUOUS',
      `Okta has ${named.length} groups of that name`,
      'Write the group id into lockstep.yaml instead of its name.',
    );
  }
  return named[0] ?? null;
}

async function orNull<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** A value inside a SCIM filter's quotes. */
export function quoted(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}
