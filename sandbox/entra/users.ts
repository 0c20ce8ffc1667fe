import type { EntraTenant, EntraUser } from '../tenant/entra-tenant.ts';
import { type Call, type Endpoint, isAdvanced, mayAlso, readUsers } from './endpoint.ts';
import { badRequest, denied, missing, noPremium, unsupportedQuery } from './failure.ts';
import { listPage, oneItem } from './listing.ts';
import { userFilter, userShape } from './user-shape.ts';

export const userEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/users',
    roles: readUsers,
    query: ['$select', '$filter', '$top', '$count', '$orderby', '$skiptoken'],
    cost: 2,
    answer: (call) => {
      const activity = asksForActivity(call);
      if (call.query.has('$orderby') && call.query.has('$filter') && !isAdvanced(call)) {
        throw unsupportedQuery('Sorting not supported for current query.');
      }
      return listPage(call, {
        context: 'users',
        source: () => call.tenant.users.values(),
        idOf: ({ id }) => id,
        shape: userShape,
        filterable: userFilter,
        // With signInActivity pages are never larger (user: list, optional query parameters).
        ...(activity ? { cap: 500 } : {}),
      });
    },
  },
  {
    method: 'GET',
    path: '/users/:id',
    roles: readUsers,
    query: ['$select'],
    answer: (call) => {
      const name = call.param('id');
      if (asksForActivity(call) && !isGuid(name)) {
        throw badRequest('Get By Key only supports UserId and the key has to be a valid Guid');
      }
      return oneItem(call, 'users', [userShape, userNamed(call.tenant, name)]);
    },
  },
];

/** By object id or userPrincipalName. */
export function userNamed(tenant: EntraTenant, name: string): EntraUser {
  const direct = tenant.users.get(name);
  if (direct !== undefined) return direct;
  if (isGuid(name)) throw missing(name);
  const wanted = name.toLowerCase();
  for (const user of tenant.users.values()) {
    if (user.userPrincipalName.toLowerCase() === wanted) return user;
  }
  throw missing(name);
}

export function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** signInActivity takes a licence and a second role. */
function asksForActivity(call: Call): boolean {
  const asked = `${call.query.get('$select') ?? ''},${call.query.get('$filter') ?? ''}`;
  if (!/\bsignInActivity\b/.test(asked)) return false;
  if (!mayAlso(call, ['AuditLog.Read.All'])) throw denied();
  if (!call.tenant.licences.p1) throw noPremium();
  return true;
}
