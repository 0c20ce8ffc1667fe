import type {
  EntraAppAssignment,
  EntraApplication,
  EntraDomainFederation,
} from '../tenant/entra-credentials.ts';
import { type Call, contextOf, type Endpoint } from './endpoint.ts';
import { missing } from './failure.ts';
import { listPage } from './listing.ts';
import { plainShape, type Shape } from './shape.ts';

const readApplications = ['Application.Read.All', 'Application.ReadWrite.All', 'Directory.Read.All'];

const applicationShape: Shape<EntraApplication> = plainShape('microsoft.graph.application', [
  'id',
  'appId',
  'displayName',
  'passwordCredentials',
  'keyCredentials',
]);

const federationShape: Shape<EntraDomainFederation> = plainShape('microsoft.graph.internalDomainFederation', [
  'id',
  'displayName',
  'signingCertificate',
  'nextSigningCertificate',
]);

const assignmentShape: Shape<EntraAppAssignment> = {
  type: 'microsoft.graph.appRoleAssignment',
  usual: ['id', 'principalId', 'principalType', 'resourceId'],
  fields: {
    id: ({ id }) => id,
    principalId: ({ principalId }) => principalId,
    principalType: ({ principalType }) => principalType,
    resourceId: ({ servicePrincipalId }) => servicePrincipalId,
  },
};

/** Registrations, who is assigned to an application, and what comes from on-premises or from partners. */
export const applicationEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/applications',
    roles: readApplications,
    query: ['$select', '$filter', '$top', '$count', '$skiptoken'],
    cost: 2,
    answer: (call) =>
      listPage(call, {
        context: 'applications',
        source: () => call.tenant.applications.values(),
        idOf: ({ id }) => id,
        shape: applicationShape,
        filterable: { id: 'string', appId: 'string', displayName: 'string' },
      }),
  },
  {
    method: 'GET',
    path: '/servicePrincipals/:id/appRoleAssignedTo',
    roles: readApplications,
    query: ['$select', '$top', '$skiptoken'],
    answer: listAssignments,
  },
  {
    method: 'GET',
    path: '/domains/:id/federationConfiguration',
    roles: ['Domain.Read.All', 'Domain.ReadWrite.All'],
    answer: (call) =>
      listPage(call, {
        context: `domains('${call.param('id')}')/federationConfiguration`,
        source: () => call.tenant.federations.get(call.param('id')) ?? [],
        idOf: ({ id }) => id,
        shape: federationShape,
      }),
  },
  {
    method: 'GET',
    path: '/directory/onPremisesSynchronization',
    roles: ['OnPremDirectorySynchronization.Read.All', 'OnPremDirectorySynchronization.ReadWrite.All'],
    answer: (call) =>
      Response.json({
        '@odata.context': contextOf(call, 'directory/onPremisesSynchronization'),
        value: [
          {
            id: call.tenant.tenantId,
            configuration: { accidentalDeletionPrevention: call.tenant.deletionPrevention },
            features: {},
          },
        ],
      }),
  },
];

function listAssignments(call: Call): Response {
  const id = call.param('id');
  if (!call.tenant.servicePrincipals.has(id)) throw missing(id);
  return listPage(call, {
    context: 'appRoleAssignments',
    source: () => call.tenant.appAssignments.filter(({ servicePrincipalId }) => servicePrincipalId === id),
    idOf: (assignment) => assignment.id,
    shape: assignmentShape,
  });
}
