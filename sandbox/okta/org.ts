import type { OktaApp, OktaZone } from '../tenant/okta-tenant.ts';
import { type Call, type Endpoint, limitOf, listPage, pageAddress, readStretch } from './endpoint.ts';
import { notFound } from './failure.ts';
import { parseFilter } from './filter.ts';
import { renderApp } from './render.ts';

const paging = ['after', 'limit'];

export const orgEndpoints: readonly Endpoint[] = [
  { method: 'GET', path: '/.well-known/okta-organization', scope: null, answer: wellKnown },
  {
    method: 'GET',
    path: '/api/v1/org',
    scope: 'okta.orgs.read',
    answer: ({ tenant }) =>
      Response.json({
        id: orgId,
        companyName: 'Acme',
        subdomain: tenant.name,
        status: 'ACTIVE',
        expiresAt: null,
      }),
  },
  {
    method: 'GET',
    path: '/api/v1/iam/assignees/users',
    scope: 'okta.roles.read',
    query: paging,
    answer: listAssignees,
  },
  {
    method: 'GET',
    path: '/api/v1/apps',
    scope: 'okta.apps.read',
    query: ['filter', 'q', 'expand', 'includeNonDeleted', 'useOptimization', ...paging],
    answer: listApps,
  },
  { method: 'GET', path: '/api/v1/apps/:id', scope: 'okta.apps.read', query: ['expand'], answer: getApp },
  {
    method: 'GET',
    path: '/api/v1/authenticators',
    scope: 'okta.authenticators.read',
    answer: listAuthenticators,
  },
  {
    method: 'GET',
    path: '/api/v1/authenticators/:id/methods',
    scope: 'okta.authenticators.read',
    answer: listMethods,
  },
  {
    method: 'GET',
    path: '/api/v1/zones',
    scope: 'okta.networkZones.read',
    query: ['filter', ...paging],
    answer: listZones,
  },
];

const orgId = '00oacme0sandbox000000';

function wellKnown({ tenant, url }: Call): Response {
  return Response.json({
    id: orgId,
    pipeline: tenant.pipeline,
    settings: { analyticsCollectionEnabled: false, bugReportingEnabled: true, omEnabled: false },
    _links: { organization: { href: url.origin } },
  });
}

/** Not an array and no Link header: this one nests both. */
function listAssignees(call: Call): Response {
  const { tenant } = call;
  const limit = limitOf(call.query, 100, 100);
  const listing = {
    source: assignees,
    idOf: (id: string) => id,
    render: (id: string) => id,
    usual: 100,
    most: 100,
  };
  const { items, next } = readStretch(call, listing, limit);
  const value = items.map((id) => ({
    id,
    orn: `orn:okta:directory:${orgId}:users:${id}`,
    _links: { self: { href: `${call.url.origin}/api/v1/users/${id}` } },
  }));
  return Response.json({
    value,
    _links: next === null ? {} : { next: { href: pageAddress(call.url, next) } },
  });

  function assignees(): Set<string> {
    const holders = new Set([...tenant.userRoles].flatMap(([id, roles]) => (roles.length > 0 ? id : [])));
    if (!tenant.assigneesListGroupAdmins) return holders;
    const groups = [...tenant.groupRoles].filter(([, roles]) => roles.length > 0);
    for (const [groupId] of groups) for (const id of tenant.memberships.get(groupId) ?? []) holders.add(id);
    return holders;
  }
}

function listApps(call: Call): Response {
  const filter = call.query.get('filter');
  const test = filter === null ? () => true : parseFilter(filter, appProperties(call));
  const source = () => call.tenant.apps.values().filter(test);
  const render = (app: OktaApp) => renderApp(app, call.url.origin);
  return listPage(call, { source, idOf: ({ id }) => id, render, usual: 20, most: 200 });
}

const appProperties = ({ tenant }: Call) => ({
  name: (app: OktaApp) => [app.name],
  status: (app: OktaApp) => [app.status],
  'user.id': (app: OktaApp) => (tenant.integrations.appUsers.get(app.id) ?? []).map(({ id }) => id),
});

function getApp(call: Call): Response {
  const app = call.tenant.apps.get(call.param('id'));
  if (app === undefined) throw notFound(`${call.param('id')} (AppInstance)`);
  return Response.json(renderApp(app, call.url.origin));
}

function listAuthenticators({ tenant }: Call): Response {
  return Response.json(
    [...tenant.authenticators.values()].map(({ id, key, name, status, type }) => ({
      id,
      key,
      name,
      status,
      type,
    })),
  );
}

function listMethods({ tenant, param }: Call): Response {
  const authenticator = tenant.authenticators.get(param('id'));
  if (authenticator === undefined) throw notFound(`${param('id')} (Authenticator)`);
  return Response.json(authenticator.methods);
}

function listZones(call: Call): Response {
  const source = () => call.tenant.zones.values();
  const render = ({ gateways, ...zone }: OktaZone) => ({
    ...zone,
    gateways: gateways.map((value) => ({ type: 'CIDR', value })),
  });
  return listPage(call, { source, idOf: ({ id }) => id, render, usual: 200, most: 200 });
}
