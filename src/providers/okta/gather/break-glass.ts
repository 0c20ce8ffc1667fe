import { z } from 'zod';
import type { BreakGlassAccount, BreakGlassEntry, BreakGlassState } from '../../../domain/break-glass.ts';
import type { Clock } from '../../../lib/clock.ts';
import { plainError } from '../../plain-errors.ts';
import { OktaUser, providerOf, statusOf } from '../account.ts';
import type { OktaClient } from '../client.ts';
import { isNotFound } from '../errors.ts';
import { readFactorsOf } from '../factors.ts';

const Block = z.object({ type: z.string() });
const Id = z.object({ id: z.string() });

/** Everything that is judged of each registered account, read live by login. */
export async function gatherBreakGlass(
  client: OktaClient,
  clock: Clock,
  entries: readonly BreakGlassEntry[],
): Promise<readonly BreakGlassAccount[]> {
  return await Promise.all(
    entries.map(async (entry) => ({ entry, account: await readState(client, clock, entry) })),
  );
}

async function readState(
  client: OktaClient,
  clock: Clock,
  entry: BreakGlassEntry,
): Promise<BreakGlassState | null> {
  const user = await findUser(client, entry.login);
  if (user === null) return null;
  const own = `/api/v1/users/${user.id}`;
  const [blocks, factors, groupIds, inactiveCustodians] = await Promise.all([
    attempt(async () => (await client.list(`${own}/blocks`)).map((block) => Block.parse(block).type)),
    attempt(async () => (await readFactorsOf(client, clock, user.id)).factors),
    attempt(async () => (await client.list(`${own}/groups`)).map((group) => Id.parse(group).id)),
    attempt(async () => await inactiveOf(client, entry.custodians)),
  ]);
  return {
    id: user.id,
    login: user.profile.login,
    status: user.transitioningToStatus == null ? statusOf(user.status) : 'unknown',
    softDeleted: false,
    type: 'member',
    synced: providerOf(user) !== 'OKTA',
    credentialProvider: providerOf(user),
    passwordChangedAt: user.passwordChanged,
    passwordNeverExpires: null,
    blocks,
    factors,
    groupIds,
    personalTraces: user.profile.mobilePhone ? ['mobilePhone'] : [],
    inactiveCustodians,
    lastSignInAt: user.lastLogin,
  };
}

async function inactiveOf(client: OktaClient, custodians: readonly string[]): Promise<readonly string[]> {
  const users = await Promise.all(
    custodians.map(async (login) => ({ login, user: await findUser(client, login) })),
  );
  return users.filter(({ user }) => user?.status !== 'ACTIVE').map(({ login }) => login);
}

/**
 * Exactly that login: Okta also answers to what stands before its @ (Okta Users API, get a user), and an account that is
 * registered so would be protected by nothing, for its login is another one everywhere else.
 */
async function findUser(client: OktaClient, login: string): Promise<OktaUser | null> {
  try {
    const user = OktaUser.parse((await client.get(`/api/v1/users/${encodeURIComponent(login)}`)).body);
    return user.profile.login.toLowerCase() === login.toLowerCase() ? user : null;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** A refusal of one part is part of the evidence, not the end of it. */
async function attempt<T>(read: () => Promise<T>): Promise<T | Error> {
  try {
    return await read();
  } catch (error) {
    return plainError(error);
  }
}
