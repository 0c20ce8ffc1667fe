import { z } from 'zod';
import type { Impact } from '../../domain/lifecycle.ts';
import { OperatorError } from '../../lib/operator-error.ts';
import { moment } from '../moment.ts';
import { createParts } from '../parts.ts';
import { toAccount, toGroup, userFields } from './account.ts';
import { gatherHeld, type Held } from './gather/roles.ts';
import type { Graph } from './graph.ts';
import { orNull, typeOf } from './look-up.ts';
import { accountPart, accountUnknown } from './object-id.ts';

/** What taking the account out of service would hit. The account itself must be readable; of the rest each part may fail by itself. */
export async function readImpact(graph: Graph, accountId: string): Promise<Impact> {
  const path = `/users/${accountPart(accountId)}`;
  const raw = await orNull(async () => await graph.get(`${path}?$select=${userFields}`));
  if (raw === null) throw accountUnknown(accountId);
  const { login, displayName, email, synced, status } = toAccount(raw);
  const { part, unread } = createParts();
  const held = await part('administrator roles', null, async () => await gatherHeld(graph));
  await part(
    'roles of groups that they may join',
    null,
    async () => await Promise.resolve(orThrow(held?.unread)),
  );
  return {
    accountId,
    login,
    displayName,
    email,
    state: status === 'active' ? 'active' : 'suspended',
    synced,
    groups: await part('groups', [], async () => await readGroups(graph, path)),
    apps: await part('apps', [], async () => await readApps(graph, path)),
    adminRoles: held === null ? [] : rolesOf(held, accountId),
    soleOwnerOf: await part('what they own', [], async () => await readSoleOwnerships(graph, path)),
    // Entra ID has none that belong to a person.
    apiTokens: [],
    lastSignInAt: await part('last sign-in', null, async () => await readLastSignIn(graph, path)),
    // Whoever may be the last one is treated as the last one.
    lastAdmin:
      held === null ||
      (await part(
        'other Global Administrators',
        true,
        async () => await isLastAdmin(graph, held, accountId),
      )),
    // Lockstep calls as an application, which is nobody's account.
    protectedBecause: null,
    unread,
  };
}

/** What they are in directly; a directory role among them is told with the roles. */
async function readGroups(graph: Graph, path: string): Promise<Impact['groups']> {
  const found = await graph.list(`${path}/memberOf?$top=999`);
  return found
    .filter((item) => typeOf(item).endsWith('.group'))
    .map(toGroup)
    .map(({ id, name, source, roleAssignable }) => ({
      id,
      name,
      manual: source === 'manual' && !roleAssignable,
    }));
}

const Assignment = z.object({ resourceDisplayName: z.string().nullish() });

/** Those that come by a group are in the list as well (user: list appRoleAssignments); it takes Directory.Read.All. */
async function readApps(graph: Graph, path: string): Promise<readonly string[]> {
  const found = (await graph.list(`${path}/appRoleAssignments?$top=999`)).map((raw) => Assignment.parse(raw));
  return [...new Set(found.map(({ resourceDisplayName }) => resourceDisplayName ?? 'an app without a name'))];
}

function rolesOf({ assignments, groups }: Held, accountId: string): readonly string[] {
  const names = assignments
    .filter((assignment) => assignment.accountId === accountId)
    .map(({ roleName, state, viaGroupId }) => {
      const group = groups.find(({ id }) => id === viaGroupId)?.name ?? 'a group';
      const how = [
        ...(state === 'active' ? [] : [state]),
        ...(viaGroupId === null ? [] : [`through ${group}`]),
      ];
      return how.length === 0 ? roleName : `${roleName} (${how.join(', ')})`;
    });
  return [...new Set(names)];
}

const Enabled = z.object({ accountEnabled: z.boolean() });

/** Only those count as others who may sign in and hold the role for good: an activated one has lost it in some hours. */
async function isLastAdmin(graph: Graph, { assignments, unread }: Held, accountId: string): Promise<boolean> {
  const top = assignments.filter(({ tier }) => tier === 'top');
  if (unread === null && !top.some((assignment) => assignment.accountId === accountId)) return false;
  const lasting = top.filter(({ state, endsAt }) => state === 'active' && endsAt === null);
  const others = new Set(lasting.map((each) => each.accountId).filter((id) => id !== accountId));
  const bodies = await graph.batch([...others].map((id) => `/users/${id}?$select=id,accountEnabled`));
  return !bodies.some((body) => Enabled.parse(orThrow(body)).accountEnabled);
}

const Owned = z.object({ id: z.string(), displayName: z.string().nullish() });
const Owners = z.object({
  value: z.array(z.object({ id: z.string() })),
  '@odata.nextLink': z.string().optional(),
});

/** Groups and registered applications that nobody else owns; it takes Directory.Read.All. */
async function readSoleOwnerships(graph: Graph, path: string): Promise<readonly string[]> {
  const owned = (await graph.list(`${path}/ownedObjects?$top=999`)).flatMap((item) => {
    const kind = /\.(group|application)$/.exec(typeOf(item))?.[1];
    return kind === undefined ? [] : [{ ...Owned.parse(item), kind }];
  });
  const bodies = await graph.batch(owned.map(({ kind, id }) => `/${kind}s/${id}/owners?$select=id&$top=2`));
  return owned
    .filter((_, index) => {
      const { value, '@odata.nextLink': next } = Owners.parse(orThrow(bodies[index]));
      return value.length === 1 && next === undefined;
    })
    .map(({ id, displayName }) => displayName ?? id);
}

function orThrow(body: unknown): unknown {
  if (body instanceof OperatorError) throw body;
  return body;
}

const Activity = z.object({
  signInActivity: z.object({ lastSuccessfulSignInDateTime: moment }).nullish(),
});

/** The last one that succeeded; it takes AuditLog.Read.All and Entra ID P1. */
async function readLastSignIn(graph: Graph, path: string): Promise<Date | null> {
  const raw = await graph.get(`${path}?$select=id,signInActivity`);
  return Activity.parse(raw).signInActivity?.lastSuccessfulSignInDateTime ?? null;
}
