import { finishDue } from '../tenant/okta-deactivation.ts';
import { membersSeen } from '../tenant/okta-lag.ts';
import type { OktaGroup, OktaTenant, OktaUser } from '../tenant/okta-tenant.ts';
import { type Call, type Endpoint, limitOf, listPage } from './endpoint.ts';
import { invalid, notFound } from './failure.ts';
import { selectFields } from './fields.ts';
import { type Properties, parseFilter } from './filter.ts';
import { renderGroup, renderRole, renderUser } from './render.ts';

const read = 'okta.users.read';

const filterable: Properties<OktaUser> = {
  status: (user) => [user.status],
  lastUpdated: (user) => [user.lastUpdated],
  id: (user) => [user.id],
  'profile.login': (user) => [user.profile.login],
  'profile.email': (user) => [user.profile.email],
  'profile.firstName': (user) => [user.profile.firstName],
  'profile.lastName': (user) => [user.profile.lastName],
};
const searchable: Properties<OktaUser> = {
  ...filterable,
  created: (user) => [user.created],
  statusChanged: (user) => [user.statusChanged],
  lastLogin: (user) => [user.lastLogin],
  'type.id': () => ['otyacme0sandbox000000'],
};

export const userEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/api/v1/users',
    scope: read,
    query: ['search', 'filter', 'q', 'after', 'limit', 'sortBy', 'sortOrder', 'fields'],
    answer: listUsers,
  },
  { method: 'GET', path: '/api/v1/users/:id', scope: read, query: ['expand', 'fields'], answer: getUser },
  {
    method: 'GET',
    path: '/api/v1/users/:id/groups',
    scope: read,
    answer: (call) => Response.json(groupsOf(call).map((group) => renderGroup(group, call.url.origin))),
  },
  {
    method: 'GET',
    path: '/api/v1/users/:id/roles',
    scope: 'okta.roles.read',
    query: ['expand'],
    answer: (call) => {
      const user = findUser(call);
      const owner = `${call.url.origin}/api/v1/users/${user.id}`;
      // Only what is assigned directly: a role held through a group stands at the group.
      return Response.json((call.tenant.userRoles.get(user.id) ?? []).map((role) => renderRole(role, owner)));
    },
  },
  {
    method: 'GET',
    path: '/api/v1/users/:id/blocks',
    scope: read,
    answer: (call) => Response.json(blocksOf(call.tenant, findUser(call))),
  },
];

/** By id, by login, or by what stands before its @ where only one login begins so (Okta, get a user). */
export function findUser({ tenant, param }: Pick<Call, 'tenant' | 'param'>): OktaUser {
  finishDue(tenant, Date.now());
  const wanted = param('id');
  const byId = tenant.users.get(wanted);
  if (byId !== undefined) return byId;
  const login = wanted.toLowerCase();
  const short: OktaUser[] = [];
  for (const user of tenant.users.values()) {
    const whole = user.profile.login.toLowerCase();
    if (whole === login) return user;
    if (whole.split('@')[0] === login) short.push(user);
  }
  if (short.length === 1 && short[0] !== undefined) return short[0];
  throw notFound(`${wanted} (User)`);
}

function listUsers(call: Call): Response {
  const { query, tenant } = call;
  finishDue(tenant, Date.now());
  const fields = selectFields(query.get('fields'));
  const render = (user: OktaUser) => fields(renderUser(user, call.url.origin));
  const q = query.get('q');
  if (q !== null) return Response.json(quickSearch(tenant, q, limitOf(query, 10, 200)).map(render));
  const idOf = (user: OktaUser) => user.id;
  return listPage(call, { source: () => selectUsers(call), idOf, render, usual: 200, most: 200 });
}

/** DEPROVISIONED people show up only for those who filter or search (Okta Users API). */
function selectUsers({ query, tenant }: Call): Iterable<OktaUser> {
  const filter = query.get('filter');
  const search = query.get('search');
  if (filter !== null && search !== null) throw invalid('search', 'search and filter exclude one another.');
  if (query.has('sortBy') && search === null) throw invalid('sortBy', 'sortBy needs search.');
  const users = () => tenant.users.values();
  if (filter !== null) return users().filter(parseFilter(filter, filterable));
  if (search === null) return users().filter(({ status }) => status !== 'DEPROVISIONED');
  const found = users().filter(parseFilter(search, searchable));
  return query.has('sortBy') ? sorted([...found], query) : found;
}

function sorted(users: OktaUser[], query: URLSearchParams): OktaUser[] {
  const valuesOf = searchable[query.get('sortBy') ?? ''];
  if (valuesOf === undefined) throw invalid('sortBy', 'sortBy: no such property.');
  const sign = query.get('sortOrder')?.toLowerCase() === 'desc' ? -1 : 1;
  const key = (user: OktaUser) => valuesOf(user)[0] ?? '';
  return users.sort((a, b) => sign * key(a).localeCompare(key(b)));
}

function quickSearch(tenant: OktaTenant, q: string, limit: number): OktaUser[] {
  const start = q.toLowerCase();
  const hits = ({ status, profile }: OktaUser) =>
    status !== 'DEPROVISIONED' &&
    [profile.firstName, profile.lastName, profile.email ?? ''].some((each) =>
      each.toLowerCase().startsWith(start),
    );
  return [...tenant.users.values().filter(hits).take(limit)];
}

/** `me` is whoever made the API token; a service app is nobody. */
function getUser(call: Call): Response {
  const own = call.param('id') === 'me' ? call.tenant.users.get(call.doer?.actor.id ?? '') : findUser(call);
  if (own === undefined) throw notFound('me (User)');
  return showUser(call, own);
}

function showUser(call: Call, user: OktaUser): Response {
  const body = renderUser(user, call.url.origin);
  const expand = call.query.get('expand');
  if (expand !== null && expand !== 'blocks') throw invalid('expand', 'expand: only blocks.');
  const whole = expand === null ? body : { ...body, _embedded: { blocks: blocksOf(call.tenant, user) } };
  return Response.json(selectFields(call.query.get('fields'))(whole));
}

function groupsOf(call: Call): OktaGroup[] {
  const { id } = findUser(call);
  return Array.from(call.tenant.groups.values()).filter((group) =>
    membersSeen(call.tenant, group.id).has(id),
  );
}

function blocksOf(tenant: OktaTenant, user: OktaUser) {
  return (tenant.blocks.get(user.id) ?? []).map((type) => ({ type, appliesTo: 'UNKNOWN_DEVICES' }));
}
