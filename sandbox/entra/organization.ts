import type { EntraDomain, EntraTenant, EntraUser } from '../tenant/entra-tenant.ts';
import { contextOf, type Endpoint, readUsers } from './endpoint.ts';
import { missing } from './failure.ts';
import { servicePrincipalShape } from './group-shape.ts';
import { listPage, oneItem, wholeList } from './listing.ts';
import { renderOf, type Shape } from './shape.ts';
import { userShape } from './user-shape.ts';

/** Service plans by which a licence is known (Entra, licensing service plan reference). */
const plans = {
  p1: '41781fb2-bc02-4b7c-bd55-b576c07bb09d',
  p2: 'eec0eb4f-6444-4f95-aba0-50c24d67f998',
} as const;

const organizationShape: Shape<EntraTenant> = {
  type: 'microsoft.graph.organization',
  usual: [
    'id',
    'deletedDateTime',
    'displayName',
    'createdDateTime',
    'tenantType',
    'countryLetterCode',
    'onPremisesSyncEnabled',
    'onPremisesLastSyncDateTime',
    'assignedPlans',
    'verifiedDomains',
    'technicalNotificationMails',
  ],
  fields: {
    id: ({ organization }) => organization.id,
    deletedDateTime: () => null,
    displayName: ({ organization }) => organization.displayName,
    createdDateTime: () => '2020-03-01T08:00:00Z',
    tenantType: () => 'AAD',
    countryLetterCode: () => 'DE',
    onPremisesSyncEnabled: ({ organization }) => organization.onPremisesSyncEnabled,
    onPremisesLastSyncDateTime: ({ organization }) => organization.onPremisesLastSyncDateTime,
    technicalNotificationMails: () => [],
    assignedPlans: ({ licences }) =>
      (['p1', 'p2'] as const)
        .filter((name) => licences[name])
        .map((name) => ({
          assignedDateTime: '2020-03-01T08:00:00Z',
          capabilityStatus: 'Enabled',
          service: 'AADPremiumService',
          servicePlanId: plans[name],
        })),
    verifiedDomains: ({ domains }) =>
      domains.map(({ id, isDefault, isInitial, authenticationType }) => ({
        capabilities: 'Email, OfficeCommunicationsOnline',
        isDefault,
        isInitial,
        name: id,
        type: authenticationType,
      })),
  },
};

const domainShape: Shape<EntraDomain> = {
  type: 'microsoft.graph.domain',
  usual: [
    'authenticationType',
    'availabilityStatus',
    'id',
    'isAdminManaged',
    'isDefault',
    'isInitial',
    'isRoot',
    'isVerified',
    'supportedServices',
  ],
  fields: {
    authenticationType: ({ authenticationType }) => authenticationType,
    availabilityStatus: () => null,
    id: ({ id }) => id,
    isAdminManaged: () => true,
    isDefault: ({ isDefault }) => isDefault,
    isInitial: ({ isInitial }) => isInitial,
    isRoot: () => true,
    isVerified: () => true,
    supportedServices: () => ['Email', 'OfficeCommunicationsOnline'],
  },
};

export const organizationEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/organization',
    roles: ['Organization.Read.All', 'Organization.ReadWrite.All', 'Directory.Read.All'],
    query: ['$select'],
    answer: (call) =>
      wholeList(call, {
        context: 'organization',
        source: () => [call.tenant],
        idOf: ({ tenantId }) => tenantId,
        shape: organizationShape,
      }),
  },
  {
    method: 'GET',
    path: '/domains',
    roles: ['Domain.Read.All', 'Domain.ReadWrite.All', 'Directory.Read.All'],
    query: ['$select', '$filter', '$top'],
    answer: (call) =>
      wholeList(call, {
        context: 'domains',
        source: () => call.tenant.domains,
        idOf: ({ id }) => id,
        shape: domainShape,
        filterable: {
          id: 'string',
          isInitial: 'boolean',
          isDefault: 'boolean',
          authenticationType: 'string',
        },
      }),
  },
  {
    method: 'GET',
    path: '/servicePrincipals',
    roles: ['Application.Read.All', 'Application.ReadWrite.All', 'Directory.Read.All'],
    query: ['$select', '$filter', '$top', '$count', '$skiptoken'],
    localized: true,
    answer: (call) =>
      listPage(call, {
        context: 'servicePrincipals',
        source: () => call.tenant.servicePrincipals.values(),
        idOf: ({ id }) => id,
        shape: servicePrincipalShape,
        filterable: {
          id: 'string',
          appId: 'string',
          displayName: 'string',
          preferredSingleSignOnMode: 'string',
          tags: 'collection',
        },
      }),
  },
  {
    method: 'GET',
    path: '/servicePrincipals/:id',
    roles: ['Application.Read.All', 'Application.ReadWrite.All', 'Directory.Read.All'],
    query: ['$select'],
    localized: true,
    answer: (call) => {
      const principal = call.tenant.servicePrincipals.get(call.param('id'));
      if (principal === undefined) throw missing(call.param('id'));
      return oneItem(call, 'servicePrincipals', [servicePrincipalShape, principal]);
    },
  },
  {
    method: 'GET',
    path: '/directory/deletedItems/microsoft.graph.user',
    roles: readUsers,
    query: ['$select', '$top', '$count', '$skiptoken'],
    answer: (call) =>
      listPage(call, {
        context: 'users',
        source: () => [...call.tenant.deletedUsers.values()].map(asDeleted),
        idOf: ({ id }) => id,
        shape: userShape,
      }),
  },
  {
    method: 'GET',
    path: '/directory/deletedItems/:id',
    roles: readUsers,
    query: ['$select'],
    answer: (call) => {
      const user = call.tenant.deletedUsers.get(call.param('id'));
      if (user === undefined) throw missing(call.param('id'));
      const render = renderOf(userShape, call.query.get('$select'));
      const context = contextOf(call, 'directoryObjects/$entity');
      return Response.json({
        '@odata.context': context,
        '@odata.type': '#microsoft.graph.user',
        ...render(asDeleted(user)),
      });
    },
  },
];

/** The recycle bin frees a name for others: the id stands before it (learn.microsoft.com/graph/api/resources/directory). */
function asDeleted(user: EntraUser): EntraUser {
  return { ...user, userPrincipalName: `${user.id.replaceAll('-', '')}${user.userPrincipalName}` };
}
