import type { EntraSignIn } from '../tenant/entra-tenant.ts';
import type { AuditRow } from './audit-trail.ts';
import type { Endpoint } from './endpoint.ts';
import { noPremium } from './failure.ts';
import { listPage } from './listing.ts';
import { plainShape, type Shape } from './shape.ts';

const parameters = ['$filter', '$orderby', '$top', '$skiptoken'];

const auditShape: Shape<AuditRow> = plainShape('microsoft.graph.directoryAudit', [
  'id',
  'activityDisplayName',
  'activityDateTime',
  'category',
  'correlationId',
  'result',
  'loggedByService',
  'operationType',
  'initiatedBy',
  'targetResources',
  'additionalDetails',
]);

const signInShape: Shape<EntraSignIn> = {
  type: 'microsoft.graph.signIn',
  usual: [
    'id',
    'createdDateTime',
    'userId',
    'userPrincipalName',
    'appDisplayName',
    'isInteractive',
    'status',
  ],
  fields: {
    id: ({ id }) => id,
    createdDateTime: ({ createdDateTime }) => createdDateTime,
    userId: ({ userId }) => userId,
    userPrincipalName: ({ userPrincipalName }) => userPrincipalName,
    appDisplayName: ({ appDisplayName }) => appDisplayName,
    isInteractive: () => true,
    // 0 is a success.
    status: ({ errorCode }) => ({ errorCode, failureReason: null, additionalDetails: null }),
  },
};

export const auditLogEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/auditLogs/directoryAudits',
    roles: ['AuditLog.Read.All'],
    query: parameters,
    family: 'reports',
    answer: (call) =>
      listPage(call, {
        context: 'auditLogs/directoryAudits',
        source: () => call.shared.audits.rows(),
        idOf: ({ id }) => id,
        shape: auditShape,
        filterable: {
          id: 'string',
          activityDateTime: 'date',
          activityDisplayName: 'string',
          correlationId: 'string',
          loggedByService: 'string',
          targetResources: 'collection',
        },
      }),
  },
  {
    method: 'GET',
    path: '/auditLogs/signIns',
    roles: ['AuditLog.Read.All'],
    query: parameters,
    family: 'reports',
    answer: (call) => {
      if (!call.tenant.licences.p1) throw noPremium();
      return listPage(call, {
        context: 'auditLogs/signIns',
        source: () => call.tenant.signIns,
        idOf: ({ id }) => id,
        shape: signInShape,
        filterable: { id: 'string', userId: 'string', userPrincipalName: 'string', createdDateTime: 'date' },
      });
    },
  },
];
