import { addMember, partyOf, removeMember } from '../tenant/okta-changes.ts';
import { membersSeen } from '../tenant/okta-lag.ts';
import type { OktaGroup, OktaTenant, OktaUser } from '../tenant/okta-tenant.ts';
import { type Call, type Endpoint, limitOf, listPage } from './endpoint.ts';
import { invalid, noPermission, notFound } from './failure.ts';
import { type Properties, parseFilter } from './filter.ts';
import { renderGroup, renderRole, renderRule, renderUser } from './render.ts';

const read = 'okta.groups.read';
const manage = 'okta.groups.manage';
const paging = ['after', 'limit'];

const filterable: Properties<OktaGroup> = {
  id: (group) => [group.id],
  type: (group) => [group.type],
  lastUpdated: (group) => [group.lastUpdated],
  lastMembershipUpdated: (group) => [group.lastMembershipUpdated],
};
const searchable: Properties<OktaGroup> = {
  ...filterable,
  'profile.name': (group) => [group.name],
  'profile.description': (group) => [group.description],
};

const groupList = ['search', 'filter', 'q', 'expand', 'sortBy', 'sortOrder', ...paging];

export const groupEndpoints: readonly Endpoint[] = [
  { method: 'GET', path: '/api/v1/groups', scope: read, query: groupList, answer: listGroups },
  {
    method: 'GET',
    path: '/api/v1/groups/rules',
    scope: read,
    query: ['search', 'expand', ...paging],
    answer: listRules,
  },
  {
    method: 'GET',
    path: '/api/v1/groups/:id',
    scope: read,
    answer: (call) => Response.json(renderGroup(findGroup(call), call.url.origin)),
  },
  { method: 'GET', path: '/api/v1/groups/:id/users', scope: read, query: paging, answer: listMembers },
  {
    method: 'GET',
    path: '/api/v1/groups/:id/roles',
    scope: 'okta.roles.read',
    query: ['expand'],
    answer: listRoles,
  },
  {
    method: 'GET',
    path: '/api/v1/groups/:id/owners',
    scope: read,
    query: ['search', ...paging],
    answer: listOwners,
  },
  {
    method: 'GET',
    path: '/api/v1/groups/:id/users/:user/group-rules',
    scope: read,
    answer: listRulesOfMember,
  },
  {
    method: 'PUT',
    path: '/api/v1/groups/:id/users/:user',
    scope: manage,
    answer: (call) => change(call, addMember),
  },
  {
    method: 'DELETE',
    path: '/api/v1/groups/:id/users/:user',
    scope: manage,
    answer: (call) => change(call, removeMember),
  },
];

function findGroup({ tenant, param }: Call): OktaGroup {
  const group = tenant.groups.get(param('id'));
  if (group === undefined) throw notFound(`${param('id')} (UserGroup)`);
  return group;
}

function listGroups(call: Call): Response {
  const { query, tenant } = call;
  const stats = query.get('expand') === 'stats';
  if (query.has('expand') && !stats) throw invalid('expand', 'expand: only stats.');
  const render = (group: OktaGroup) => {
    const body = renderGroup(group, call.url.origin);
    return stats ? { ...body, _embedded: { stats: statsOf(tenant, group.id) } } : body;
  };
  const q = query.get('q')?.toLowerCase();
  if (q !== undefined) {
    const found = tenant.groups.values().filter(({ name }) => name.toLowerCase().startsWith(q));
    return Response.json([...found.take(limitOf(query, 300, 300))].map(render));
  }
  return listPage(call, {
    source: () => selectGroups(call),
    idOf: ({ id }) => id,
    render,
    usual: 10_000,
    most: 10_000,
  });
}

/** As an org answers (okta-sdk-nodejs #429); the API's reference does not describe it. */
function statsOf(tenant: OktaTenant, id: string): object {
  const usersCount = tenant.memberships.get(id)?.size ?? 0;
  if (!tenant.statsTellPrivilege) return { usersCount };
  return { usersCount, hasAdminPrivilege: (tenant.groupRoles.get(id)?.length ?? 0) > 0 };
}

function selectGroups({ query, tenant }: Call): Iterable<OktaGroup> {
  const filter = query.get('filter');
  const search = query.get('search');
  if (filter !== null && search !== null) throw invalid('search', 'search and filter exclude one another.');
  if (query.has('sortBy') && search === null) throw invalid('sortBy', 'sortBy needs search.');
  if (filter !== null) return tenant.groups.values().filter(parseFilter(filter, filterable));
  if (search === null) return tenant.groups.values();
  const found = tenant.groups.values().filter(parseFilter(search, searchable));
  return query.has('sortBy') ? sorted([...found], query) : found;
}

function sorted(groups: OktaGroup[], query: URLSearchParams): OktaGroup[] {
  const valuesOf = searchable[query.get('sortBy') ?? ''];
  if (valuesOf === undefined) throw invalid('sortBy', 'sortBy: no such property.');
  const sign = query.get('sortOrder')?.toLowerCase() === 'desc' ? -1 : 1;
  const key = (group: OktaGroup) => valuesOf(group)[0] ?? '';
  return groups.sort((a, b) => sign * key(a).localeCompare(key(b)));
}

function listMembers(call: Call): Response {
  const { id } = findGroup(call);
  const { tenant } = call;
  const source = () => membersOf(call, id);
  const render = (user: OktaUser) => renderUser(user, call.url.origin);
  return listPage(call, { source, idOf: (user) => user.id, render, usual: 1000, most: 1000 });

  function* membersOf(_call: Call, groupId: string): Iterable<OktaUser> {
    for (const userId of membersSeen(tenant, groupId)) {
      const user = tenant.users.get(userId);
      if (user !== undefined) yield user;
    }
  }
}

function listRoles(call: Call): Response {
  const { id } = findGroup(call);
  const owner = `${call.url.origin}/api/v1/groups/${id}`;
  return Response.json((call.tenant.groupRoles.get(id) ?? []).map((role) => renderRole(role, owner)));
}

/** People, and groups whose members own with them (Okta, group owners). */
function listOwners(call: Call): Response {
  const { id, lastUpdated } = findGroup(call);
  const { tenant } = call;
  const rows = [...(tenant.owners.get(id) ?? [])].flatMap((ownerId) => {
    const user = tenant.users.get(ownerId);
    const name = user === undefined ? tenant.groups.get(ownerId)?.name : partyOf(user).displayName;
    const resolved = name !== undefined;
    // One that an app tells of under an id of its own; what was deleted in Okta owns nothing.
    if (!resolved && /^00[ug]/.test(ownerId)) return [];
    return {
      id: ownerId,
      type: user || !resolved ? 'USER' : 'GROUP',
      displayName: name ?? ownerId,
      resolved,
    };
  });
  return listPage(call, {
    source: () => rows,
    idOf: (row) => row.id,
    render: (row) => ({
      ...row,
      originId: row.resolved ? null : row.id,
      originType: row.resolved ? 'OKTA_DIRECTORY' : 'APPLICATION',
      lastUpdated,
    }),
    usual: 1000,
    most: 1000,
  });
}

function listRules(call: Call): Response {
  const search = call.query.get('search')?.toLowerCase() ?? '';
  const source = () =>
    call.tenant.groupRules.values().filter(({ name }) => name.toLowerCase().includes(search));
  return listPage(call, { source, idOf: ({ id }) => id, render: renderRule, usual: 50, most: 200 });
}

function listRulesOfMember(call: Call): Response {
  const { id } = findGroup(call);
  const user = call.param('user');
  const rules = call.tenant.groupRules
    .values()
    .filter(
      (rule) => rule.status === 'ACTIVE' && rule.groupIds.includes(id) && !rule.excludedUsers.includes(user),
    );
  return Response.json([...rules].map(renderRule));
}

/** Groups that come from elsewhere cannot be changed, and Okta says so as if a permission were missing. */
function change(call: Call, lever: typeof addMember): Response {
  const group = findGroup(call);
  const user = call.tenant.users.get(call.param('user'));
  if (user === undefined) throw notFound(`${call.param('user')} (User)`);
  if (group.type !== 'OKTA_GROUP') throw noPermission();
  lever(call.tenant, group.id, user.id, call.doer ?? undefined);
  return new Response(null, { status: 204 });
}
