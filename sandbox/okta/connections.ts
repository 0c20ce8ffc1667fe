import type { OktaIdp } from '../tenant/okta-integrations.ts';
import type { OktaApiToken } from '../tenant/okta-tenant.ts';
import { renderKey } from './app-details.ts';
import { type Call, type Endpoint, listPage } from './endpoint.ts';

const day = 86_400_000;

/** Agents, identity providers and API tokens. */
export const connectionEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/api/v1/agentPools',
    scope: 'okta.agentPools.read',
    query: ['limitPerPoolType', 'poolType', 'after'],
    answer: listPools,
  },
  {
    method: 'GET',
    path: '/api/v1/idps',
    scope: 'okta.idps.read',
    query: ['q', 'type', 'after', 'limit'],
    answer: (call) =>
      listPage(call, {
        source: () => call.tenant.integrations.idps,
        idOf: ({ id }) => id,
        render: renderIdp,
        usual: 20,
        most: 200,
      }),
  },
  {
    method: 'GET',
    path: '/api/v1/idps/credentials/keys',
    scope: 'okta.idps.read',
    query: ['after', 'limit'],
    answer: (call) =>
      listPage(call, {
        source: () => call.tenant.integrations.idpKeys,
        idOf: ({ kid }) => kid,
        render: renderKey,
        usual: 20,
        most: 200,
      }),
  },
  // Whole, without pages.
  { method: 'GET', path: '/api/v1/api-tokens', scope: 'okta.apiTokens.read', answer: listTokens },
];

function listPools({ tenant, query }: Call): Response {
  const wanted = query.get('poolType');
  const pools = tenant.integrations.agentPools.filter(({ type }) => wanted === null || type === wanted);
  return Response.json(
    pools.map(({ agents, ...pool }) => ({
      ...pool,
      operationalStatus: agents.every(({ operationalStatus }) => operationalStatus === 'OPERATIONAL')
        ? 'OPERATIONAL'
        : 'DEGRADED',
      agents: agents.map((agent) => ({ ...agent, poolId: pool.id, type: pool.type, version: '3.19.0' })),
    })),
  );
}

function renderIdp({ kid, ...idp }: OktaIdp): object {
  return { ...idp, protocol: { type: idp.type, credentials: { trust: { kid, issuer: idp.name } } } };
}

function listTokens({ tenant }: Call): Response {
  return Response.json([...tenant.apiTokens.values()].map(renderToken));
}

/** Every use moves the end 30 days on; these are used all the time, unless the tenant says otherwise. */
function renderToken({ id, name, userId, expiresAt }: OktaApiToken): object {
  return {
    id,
    name,
    userId,
    clientName: 'Okta API',
    created: '2025-02-01T09:00:00.000Z',
    lastUpdated: '2025-02-01T09:00:00.000Z',
    expiresAt: expiresAt ?? new Date(Date.now() + 30 * day).toISOString(),
    tokenWindow: 'P30D',
    network: { connection: 'ANYWHERE' },
  };
}
