import type { OktaAppUser, OktaKey } from '../tenant/okta-integrations.ts';
import type { OktaApp } from '../tenant/okta-tenant.ts';
import { type Call, type Endpoint, listPage } from './endpoint.ts';
import { notFound } from './failure.ts';

const scope = 'okta.apps.read';
const paging = ['after', 'limit'];

/** What stands below one application. */
export const appDetailEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/api/v1/apps/:id/users',
    scope,
    query: ['q', 'expand', ...paging],
    answer: listAppUsers,
  },
  { method: 'GET', path: '/api/v1/apps/:id/groups', scope, query: paging, answer: listAppGroups },
  { method: 'GET', path: '/api/v1/apps/:id/credentials/keys', scope, answer: listKeys },
  { method: 'GET', path: '/api/v1/apps/:id/features/:feature', scope, answer: getFeature },
];

function appOf({ tenant, param }: Call): OktaApp {
  const app = tenant.apps.get(param('id'));
  if (app === undefined) throw notFound(`${param('id')} (AppInstance)`);
  return app;
}

function listAppUsers(call: Call): Response {
  const { id } = appOf(call);
  return listPage(call, {
    source: () => call.tenant.integrations.appUsers.get(id) ?? [],
    idOf: (user) => user.id,
    render: renderAppUser,
    usual: 50,
    most: 500,
  });
}

function renderAppUser({ userName, externalId, ...user }: OktaAppUser): object {
  return {
    ...user,
    ...(externalId === null ? {} : { externalId }),
    lastUpdated: user.statusChanged,
    scope: 'USER',
    credentials: { userName },
    profile: {},
  };
}

function listAppGroups(call: Call): Response {
  const { id } = appOf(call);
  return listPage(call, {
    source: () => call.tenant.integrations.appGroups.get(id) ?? new Set<string>(),
    idOf: (groupId) => groupId,
    render: (groupId) => ({ id: groupId, priority: 0, profile: {} }),
    usual: 20,
    most: 200,
  });
}

function listKeys(call: Call): Response {
  return Response.json((call.tenant.integrations.appKeys.get(appOf(call).id) ?? []).map(renderKey));
}

export function renderKey({ kid, created, expiresAt }: OktaKey): object {
  return { kid, kty: 'RSA', use: 'sig', created, lastUpdated: created, expiresAt, x5c: [] };
}

/** Documented for six applications; no other answers. */
function getFeature(call: Call): Response {
  const app = appOf(call);
  throw notFound(`${call.param('feature')} of ${app.name} (ApplicationFeature)`);
}
