import type { ProvisioningRow } from '../tenant/entra-logs.ts';
import type { EntraSignIn } from '../tenant/entra-tenant.ts';
import type { ShownAudit } from './audit-trail.ts';
import type { Endpoint } from './endpoint.ts';
import { noPremium } from './failure.ts';
import { listPage } from './listing.ts';
import { plainShape, type Shape } from './shape.ts';

const parameters = ['$filter', '$orderby', '$top', '$skiptoken'];

const auditShape: Shape<ShownAudit> = plainShape('microsoft.graph.directoryAudit', [
  'id',
  'activityDisplayName',
  'activityDateTime',
  'category',
  'correlationId',
  'result',
  'resultReason',
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
    'appId',
    'isInteractive',
    'status',
  ],
  fields: {
    id: ({ id }) => id,
    createdDateTime: ({ createdDateTime }) => createdDateTime,
    userId: ({ userId }) => userId,
    userPrincipalName: ({ userPrincipalName }) => userPrincipalName,
    appDisplayName: ({ appDisplayName }) => appDisplayName,
    appId: ({ appId }) => appId ?? null,
    isInteractive: () => true,
    // 0 is a success.
    status: ({ errorCode }) => ({ errorCode, failureReason: null, additionalDetails: null }),
  },
};

const provisioningShape: Shape<ProvisioningRow> = plainShape('microsoft.graph.provisioningObjectSummary', [
  'id',
  'activityDateTime',
  'jobId',
  'cycleId',
  'changeId',
  'tenantId',
  'provisioningAction',
  'durationInMilliseconds',
  'provisioningStatusInfo',
  'servicePrincipal',
  'sourceSystem',
  'targetSystem',
  'sourceIdentity',
  'targetIdentity',
  'initiatedBy',
  'modifiedProperties',
  'provisioningSteps',
]);

/** `page`: the largest page, in place of Graph's own. */
export const auditLogEndpoints = (page = 999): readonly Endpoint[] => [
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
        idOf: ({ place }) => place,
        cap: page,
        shape: auditShape,
        filterable: {
          id: 'string',
          activityDateTime: 'since',
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
        cap: page,
        shape: signInShape,
        filterable: {
          id: 'string',
          userId: 'string',
          userPrincipalName: 'string',
          appId: 'string',
          createdDateTime: 'since',
          'status/errorCode': 'number',
        },
      });
    },
  },
  provisioningEndpoint(page),
];

function provisioningEndpoint(page: number): Endpoint {
  return {
    method: 'GET',
    path: '/auditLogs/provisioning',
    roles: ['ProvisioningLog.Read.All', 'AuditLog.Read.All'],
    query: parameters,
    family: 'reports',
    answer: (call) => {
      if (!call.tenant.licences.p1) throw noPremium();
      return listPage(call, {
        context: 'auditLogs/provisioning',
        source: () => call.tenant.provisioning,
        idOf: ({ id }) => id,
        cap: page,
        linksOnlyWithTop: true,
        shape: provisioningShape,
        filterable: {
          id: 'exact',
          jobId: 'exact',
          changeId: 'exact',
          cycleId: 'exact',
          provisioningAction: 'exact',
          'provisioningStatusInfo/status': 'string',
          activityDateTime: 'after',
          'servicePrincipal/id': 'exact',
        },
      });
    },
  };
}
