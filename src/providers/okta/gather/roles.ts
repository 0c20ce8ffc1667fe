import { z } from 'zod';
import { type RoleAssignment, type RoleGroup, SUPER_ADMIN } from '../../../domain/role.ts';
import { OperatorError } from '../../../lib/operator-error.ts';
import { moment } from '../../moment.ts';
import { OktaGroup } from '../account.ts';
import type { OktaClient } from '../client.ts';
import { type GroupRule, readRules } from '../group-rules.ts';

const Role = z.object({
  type: z.string(),
  label: z.string().nullish(),
  status: z.string(),
  created: moment,
});
type Role = z.infer<typeof Role>;

/** Roles that may become super admin by themselves (Okta, administrator roles). */
const tier0 = new Set(['ORG_ADMIN']);
const Assignees = z.object({
  value: z.array(z.object({ id: z.string() })),
  _links: z.object({ next: z.object({ href: z.string() }).nullish() }).nullish(),
});

/**
 * Who holds an administrator role: directly (`/users/{id}/roles` shows nothing else) and through groups, whose members
 * are added. One entry for each way.
 */
export async function gatherRoles(
  client: OktaClient,
  groups: () => Promise<readonly HeldByGroup[]>,
): Promise<readonly RoleAssignment[]> {
  const direct: RoleAssignment[] = [];
  for (const accountId of await listAssignees(client)) {
    const roles = await readRoles(client, `/api/v1/users/${accountId}/roles`);
    direct.push(...roles.map((role) => toAssignment(role, accountId, null)));
  }
  const viaGroups: RoleAssignment[] = [];
  for (const { id, roles } of await groups()) {
    const members = await client.list(`/api/v1/groups/${id}/users?limit=1000`);
    const ids = members.map((member) => z.object({ id: z.string() }).parse(member).id);
    viaGroups.push(...ids.flatMap((accountId) => roles.map((role) => toAssignment(role, accountId, id))));
  }
  const all = [...direct, ...viaGroups];
  if (all.length > 0) return all;
  throw new OperatorError(
    'EVIDENCE_INCOMPLETE',
    'Okta named no administrator at all, which no org is without',
    'Check that the watcher identity may read administrator roles.',
  );
}

/** Wrapped in `value` and `_links`, unlike other lists (Okta, IAM assignees). */
export async function listAssignees(client: OktaClient): Promise<readonly string[]> {
  const ids = new Set<string>();
  for (let path: string | null = '/api/v1/iam/assignees/users?limit=100'; path !== null; ) {
    const page = Assignees.parse((await client.get(path)).body);
    for (const { id } of page.value) ids.add(id);
    const next = page._links?.next?.href;
    const url: URL | null = next === undefined ? null : new URL(next);
    const following: string | null = url === null ? null : `/api/v1/iam/assignees/users${url.search}`;
    if (following === path)
      throw new OperatorError(
        'EVIDENCE_INCOMPLETE',
        "Okta's list of administrators leads in a circle",
        'Try again later.',
      );
    path = following;
  }
  return [...ids];
}

export async function readRoles(client: OktaClient, path: string): Promise<readonly Role[]> {
  const roles = await client.list(path);
  return roles.map((role) => Role.parse(role)).filter(({ status }) => status === 'ACTIVE');
}

function toAssignment(role: Role, accountId: string, viaGroupId: string | null): RoleAssignment {
  return {
    accountId,
    roleId: role.type,
    roleName: role.label ?? role.type,
    tier: tierOf(role.type),
    state: 'active',
    viaGroupId,
    endsAt: null,
    since: role.created,
    scope: 'tenant',
  };
}

function tierOf(type: string): RoleAssignment['tier'] {
  if (type === SUPER_ADMIN) return 'top';
  return tier0.has(type) ? 'tier0' : 'privileged';
}

export interface HeldByGroup {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly roles: readonly Role[];
}

const GroupWithRoles = OktaGroup.extend({
  _embedded: z.object({ stats: z.object({ hasAdminPrivilege: z.boolean().nullish() }).nullish() }).nullish(),
});

/**
 * Groups that hold roles. `expand=stats` names those with administrator privilege (okta-sdk-nodejs #429); where it does
 * not say, the group is asked.
 */
export async function findRoleGroups(client: OktaClient): Promise<readonly HeldByGroup[]> {
  const found: HeldByGroup[] = [];
  for await (const { items } of client.pages('/api/v1/groups?limit=200&expand=stats')) {
    for (const item of items) {
      const { id, type, profile, _embedded } = GroupWithRoles.parse(item);
      if (_embedded?.stats?.hasAdminPrivilege === false) continue;
      const roles = await readRoles(client, `/api/v1/groups/${id}/roles`);
      if (roles.length > 0) found.push({ id, name: profile.name, type, roles });
    }
  }
  return found;
}

export async function gatherRoleGroups(
  client: OktaClient,
  held: readonly HeldByGroup[],
): Promise<readonly RoleGroup[]> {
  const rules = await readRules(client);
  return await Promise.all(held.map(async (group) => await describe(client, group, rules)));
}

async function describe(
  client: OktaClient,
  { id, name, type, roles }: HeldByGroup,
  rules: readonly GroupRule[],
): Promise<RoleGroup> {
  const owners = await client.list(`/api/v1/groups/${id}/owners?limit=200`);
  const fills = rules.filter(({ status, groupIds }) => status === 'ACTIVE' && groupIds.includes(id));
  return {
    id,
    name,
    roleNames: roles.map((role) => role.label ?? role.type),
    grantsTop: roles.some((role) => role.type === SUPER_ADMIN),
    type: groupType(type),
    roleAssignable: true,
    dynamic: false,
    filledByRules: fills.map((rule) => rule.name),
    nestedGroupNames: [],
    ownerIds: owners.map((owner) => z.object({ id: z.string() }).parse(owner).id),
  };
}

function groupType(type: string): RoleGroup['type'] {
  if (type === 'APP_GROUP') return 'app_group';
  return type === 'BUILT_IN' ? 'builtin' : 'okta_group';
}
