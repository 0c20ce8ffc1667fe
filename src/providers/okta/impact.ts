import { z } from 'zod';
import type { Impact } from '../../domain/lifecycle.ts';
import { SUPER_ADMIN } from '../../domain/role.ts';
import { OperatorError } from '../../lib/operator-error.ts';
import { createParts } from '../parts.ts';
import { accountOf, toGroup } from './account.ts';
import { readUser, userPath } from './by-id.ts';
import type { OktaClient } from './client.ts';
import { readRoles } from './gather/roles.ts';
import { readRules, rulesInto } from './group-rules.ts';
import { isLastSuperAdmin } from './last-admin.ts';
import { stateOf } from './sign-in-state.ts';

/** Each group costs two calls; nobody is in so many. */
const MOST_GROUPS = 200;

/** What deactivating would hit. The account itself must be readable; of the rest each part may fail by itself. */
export async function readImpact(
  client: OktaClient,
  accountId: string,
  protection: (accountId: string) => Promise<string | null>,
): Promise<Impact> {
  const user = await readUser(client, accountId);
  const { login, displayName, email, synced, lastSignInAt = null } = accountOf(user);
  const { part, unread } = createParts();
  const groups = await part('groups', [], async () => await readGroups(client, accountId));
  const rules = await part('group rules', null, async () => await readRules(client));
  const roles = await part('administrator roles', null, async () =>
    withinReach(groups, await readAllRoles(client, accountId, groups)),
  );
  return {
    accountId,
    login,
    displayName,
    email,
    state: stateOf(user),
    synced,
    groups: groups.map(({ id, name, source }) => ({
      id,
      name,
      // As long as the rules are not known, no group counts as filled by hand.
      manual: source === 'manual' && rules !== null && rulesInto(id, rules).length === 0,
    })),
    apps: await part('apps', [], async () => await readAppsOf(client, accountId)),
    adminRoles: (roles ?? []).map(({ words }) => words),
    soleOwnerOf: await part('owners of groups', [], async () =>
      withinReach(groups, await soleOwnerships(client, accountId, groups)),
    ),
    apiTokens: await part('API tokens', [], async () => await readTokensOf(client, accountId)),
    lastSignInAt,
    // Whoever may be the last one is treated as the last one.
    lastAdmin:
      (roles === null || roles.some(({ type }) => type === SUPER_ADMIN)) &&
      (await part('other super administrators', true, async () => await isLastSuperAdmin(client, accountId))),
    protectedBecause: await protection(accountId),
    unread,
  };
}

type Listed = ReturnType<typeof toGroup>;

async function readGroups(client: OktaClient, accountId: string): Promise<readonly Listed[]> {
  return (await client.list(`${userPath(accountId)}/groups`)).map(toGroup);
}

function withinReach<T>(groups: readonly Listed[], found: T): T {
  if (groups.length <= MOST_GROUPS) return found;
  throw new OperatorError(
    'EVIDENCE_INCOMPLETE',
    `the account is in ${groups.length} groups, of which ${MOST_GROUPS} can be looked at`,
    'Look at them in the Admin Console.',
  );
}

interface HeldRole {
  readonly type: string;
  readonly words: string;
}

/** `/users/{id}/roles` may leave out what is held by way of a group; the groups tell. */
async function readAllRoles(
  client: OktaClient,
  accountId: string,
  groups: readonly Listed[],
): Promise<readonly HeldRole[]> {
  const nameOf = ({ type, label }: { type: string; label?: string | null | undefined }) => label ?? type;
  const direct = (await readRoles(client, `${userPath(accountId)}/roles`)).map((role) => ({
    type: role.type,
    words: nameOf(role),
  }));
  const viaGroups = await Promise.all(
    groups.slice(0, MOST_GROUPS).map(async ({ id, name }) => {
      const roles = await readRoles(client, `/api/v1/groups/${id}/roles`);
      return roles.map((role) => ({ type: role.type, words: `${nameOf(role)} (through ${name})` }));
    }),
  );
  return [...direct, ...viaGroups.flat()];
}

const App = z.object({ label: z.string(), status: z.string() });

/** Assigned directly or through a group; the list of tiles would leave hidden apps out (Okta, list applications). */
async function readAppsOf(client: OktaClient, accountId: string): Promise<readonly string[]> {
  const filter = encodeURIComponent(`user.id eq "${accountId}"`);
  const apps = (await client.list(`/api/v1/apps?filter=${filter}&limit=200`)).map((raw) => App.parse(raw));
  return apps.filter(({ status }) => status === 'ACTIVE').map(({ label }) => label);
}

const Owner = z.object({ id: z.string().nullish() });

/** Of the groups they are in: Okta tells the owners of a group, and not the groups of an owner. */
async function soleOwnerships(
  client: OktaClient,
  accountId: string,
  groups: readonly Listed[],
): Promise<readonly string[]> {
  const owned = await Promise.all(
    groups.slice(0, MOST_GROUPS).map(async ({ id, name }) => {
      const owners = (await client.list(`/api/v1/groups/${id}/owners?limit=200`)).map((raw) =>
        Owner.parse(raw),
      );
      return owners.length === 1 && owners[0]?.id === accountId ? [name] : [];
    }),
  );
  return owned.flat();
}

const Token = z.object({ name: z.string(), userId: z.string() });

async function readTokensOf(client: OktaClient, accountId: string): Promise<readonly string[]> {
  const tokens = (await client.list('/api/v1/api-tokens')).map((raw) => Token.parse(raw));
  return tokens.filter(({ userId }) => userId === accountId).map(({ name }) => name);
}
