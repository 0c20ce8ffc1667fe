import type { EntraGroup, EntraTenant } from '../tenant/entra-tenant.ts';
import { type Endpoint, readGroups } from './endpoint.ts';
import { missing } from './failure.ts';
import { groupFilter, groupShape } from './group-shape.ts';
import { listPage, oneItem } from './listing.ts';

export const groupEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/groups',
    roles: readGroups,
    query: ['$select', '$filter', '$top', '$count', '$orderby', '$skiptoken'],
    answer: (call) =>
      listPage(call, {
        context: 'groups',
        source: () => call.tenant.groups.values(),
        idOf: ({ id }) => id,
        shape: groupShape,
        filterable: groupFilter,
      }),
  },
  {
    method: 'GET',
    path: '/groups/:id',
    roles: readGroups,
    query: ['$select'],
    answer: (call) => oneItem(call, 'groups', [groupShape, groupOf(call.tenant, call.param('id'))]),
  },
];

export function groupOf(tenant: EntraTenant, id: string): EntraGroup {
  const group = tenant.groups.get(id.toLowerCase());
  if (group === undefined) throw missing(id);
  return group;
}
