import { z } from 'zod';
import type { Account } from '../../domain/account.ts';
import { OperatorError } from '../../lib/operator-error.ts';
import type { Relations } from '../provider.ts';
import { toAccount } from './account.ts';
import { groupPath, readGroup, readUser, userPath } from './by-id.ts';
import type { OktaClient } from './client.ts';
import { isGone } from './errors.ts';

/** More people than this do not own a group in any way that helps; the same limit holds for each group among the owners. */
const MOST_OWNERS = 200;

export function createRelations(client: OktaClient): Relations {
  const membersOf = async (groupId: string, limit: number): Promise<readonly Account[]> =>
    await readMembers(client, groupId, limit);
  return {
    membersOf,
    ownersOf: async (groupId) => await readOwners(client, groupId),
    managerOf: async (accountId) => await readManager(client, accountId),
  };
}

async function readMembers(client: OktaClient, groupId: string, limit: number): Promise<readonly Account[]> {
  const members: Account[] = [];
  try {
    for await (const { items } of client.pages(`${groupPath(groupId)}/users?limit=200`)) {
      members.push(...items.map(toAccount).filter(maySignIn));
      if (members.length > limit) throw tooLarge(groupId, limit);
    }
    return members;
  } catch (error) {
    // Says that the group is gone, if it is.
    if (isGone(error)) await readGroup(client, groupId);
    throw error;
  }
}

function maySignIn({ status }: Account): boolean {
  return status === 'active';
}

function tooLarge(groupId: string, limit: number): OperatorError {
  return new OperatorError(
    'GROUP_TOO_LARGE',
    `more than ${limit} people are in the group ${groupId}`,
    'Choose a smaller group of people who decide.',
  );
}

const Owner = z.object({ id: z.string().nullish(), type: z.string(), resolved: z.boolean().nullish() });

/** An owner that an app tells of and that is no account of Okta yet is unresolved, and is nobody who could be asked. */
async function readOwners(client: OktaClient, groupId: string): Promise<readonly Account[]> {
  const found = new Map<string, Account>();
  const rows = await listOwners(client, groupId);
  for (const { id, type, resolved } of rows) {
    if (id == null || resolved === false) continue;
    const people =
      type === 'GROUP' ? await readMembers(client, id, MOST_OWNERS) : await readPerson(client, userPath(id));
    for (const account of people) found.set(account.id, account);
    if (found.size > MOST_OWNERS) throw tooLarge(groupId, MOST_OWNERS);
  }
  return [...found.values()];
}

async function listOwners(client: OktaClient, groupId: string): Promise<readonly z.infer<typeof Owner>[]> {
  try {
    return (await client.list(`${groupPath(groupId)}/owners?limit=200`)).map((raw) => Owner.parse(raw));
  } catch (error) {
    if (isGone(error)) await readGroup(client, groupId);
    throw error;
  }
}

/** Nobody when the account is gone or may not sign in. */
async function readPerson(client: OktaClient, path: string): Promise<readonly Account[]> {
  try {
    return [toAccount((await client.get(path)).body)].filter(maySignIn);
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

/**
 * `managerId` holds what the source of the profile wrote there: a login, an id, or a number of HR. Okta also finds accounts
 * by the beginning of their login, and takes `me` for the caller, so only an exact match is believed. `manager` is a name.
 */
async function readManager(client: OktaClient, accountId: string): Promise<Account | null> {
  const { profile } = await readUser(client, accountId);
  const wanted = profile.managerId?.trim() ?? '';
  if (wanted === '') return null;
  const [manager] = await readPerson(client, `/api/v1/users/${encodeURIComponent(wanted)}`);
  const exact = manager?.id === wanted || manager?.login.toLowerCase() === wanted.toLowerCase();
  return manager !== undefined && exact && manager.id !== accountId ? manager : null;
}
