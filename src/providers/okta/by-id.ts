import { OperatorError } from '../../lib/operator-error.ts';
import { OktaGroup, OktaUser } from './account.ts';
import type { OktaClient } from './client.ts';
import { isGone } from './errors.ts';

/** The path of a group. What is not an id never becomes part of a path: Okta also takes names and words such as `me` there. */
export function groupPath(id: string): string {
  if (/^00g[A-Za-z0-9]{17}$/.test(id)) return `/api/v1/groups/${id}`;
  throw new OperatorError(
    'GROUP_UNKNOWN',
    'that is no id of an Okta group',
    'Ids of groups have 20 characters and begin with 00g; the address of the group in the Admin Console ends with it.',
  );
}

/** The path of an account, by its id and never by its login. */
export function userPath(id: string): string {
  if (/^00u[A-Za-z0-9]{17}$/.test(id)) return `/api/v1/users/${id}`;
  throw new OperatorError(
    'ACCOUNT_UNKNOWN',
    'that is no id of an Okta account',
    'Ids of accounts have 20 characters and begin with 00u; the address of the person in the Admin Console ends with it.',
  );
}

/** Read by id, which is never stale (Okta, eventual consistency). Throws GROUP_UNKNOWN. */
export async function readGroup(client: OktaClient, groupId: string): Promise<OktaGroup> {
  try {
    return OktaGroup.parse((await client.get(groupPath(groupId))).body);
  } catch (error) {
    if (!isGone(error)) throw error;
    throw new OperatorError(
      'GROUP_UNKNOWN',
      `Okta has no group ${groupId}`,
      'Look whether it was deleted, and write the id of another group into lockstep.yaml.',
      error,
    );
  }
}

/** The same of an account. Throws ACCOUNT_UNKNOWN. */
export async function readUser(reads: OktaClient, accountId: string): Promise<OktaUser> {
  try {
    return OktaUser.parse((await reads.get(userPath(accountId))).body);
  } catch (error) {
    if (!isGone(error)) throw error;
    throw new OperatorError(
      'ACCOUNT_UNKNOWN',
      `Okta has no account ${accountId}`,
      'Look whether it was deleted; then nothing is left to do.',
      error,
    );
  }
}
