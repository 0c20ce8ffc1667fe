import type { EntraRegistration } from '../tenant/entra-tenant.ts';
import { type Call, contextOf, type Endpoint } from './endpoint.ts';
import { GraphFailure, noPremium } from './failure.ts';
import type { Filterable } from './filter-tokens.ts';
import { listPage, oneItem } from './listing.ts';
import type { Shape } from './shape.ts';
import { userNamed } from './users.ts';

const report = '/reports/authenticationMethods/userRegistrationDetails';
const readReports = ['AuditLog.Read.All'];

const registrationShape: Shape<EntraRegistration> = {
  type: 'microsoft.graph.userRegistrationDetails',
  usual: [
    'id',
    'userPrincipalName',
    'userDisplayName',
    'userType',
    'isAdmin',
    'isSsprRegistered',
    'isSsprEnabled',
    'isSsprCapable',
    'isMfaRegistered',
    'isMfaCapable',
    'isPasswordlessCapable',
    'methodsRegistered',
    'isSystemPreferredAuthenticationMethodEnabled',
    'systemPreferredAuthenticationMethods',
    'userPreferredMethodForSecondaryAuthentication',
    'lastUpdatedDateTime',
  ],
  fields: {
    id: (row) => row.id,
    userPrincipalName: (row) => row.userPrincipalName,
    userDisplayName: (row) => row.userDisplayName,
    userType: (row) => row.userType,
    isAdmin: (row) => row.isAdmin,
    isSsprRegistered: (row) => row.isSsprRegistered,
    isSsprEnabled: () => false,
    isSsprCapable: () => false,
    isMfaRegistered: (row) => row.isMfaRegistered,
    isMfaCapable: (row) => row.isMfaCapable,
    isPasswordlessCapable: (row) => row.isPasswordlessCapable,
    methodsRegistered: (row) => row.methodsRegistered,
    isSystemPreferredAuthenticationMethodEnabled: () => true,
    systemPreferredAuthenticationMethods: () => [],
    userPreferredMethodForSecondaryAuthentication: () => 'none',
    lastUpdatedDateTime: (row) => row.lastUpdatedDateTime,
  },
};

const registrationFilter: Filterable = {
  isAdmin: 'boolean',
  isMfaRegistered: 'boolean',
  isMfaCapable: 'boolean',
  isPasswordlessCapable: 'boolean',
  isSsprRegistered: 'boolean',
  userPrincipalName: 'string',
  userDisplayName: 'string',
  methodsRegistered: 'collection',
};

export const methodEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: report,
    roles: readReports,
    query: ['$select', '$filter', '$orderby', '$top', '$skiptoken'],
    family: 'reports',
    answer: (call) => {
      needPremium(call);
      return listPage(call, {
        context: 'reports/authenticationMethods/userRegistrationDetails',
        source: () => call.tenant.registrationDetails.values(),
        idOf: ({ id }) => id,
        shape: registrationShape,
        filterable: registrationFilter,
        usual: 999,
      });
    },
  },
  {
    method: 'GET',
    path: `${report}/:id`,
    roles: readReports,
    query: ['$select'],
    family: 'reports',
    answer: (call) => {
      needPremium(call);
      const row = call.tenant.registrationDetails.get(call.param('id'));
      if (row === undefined)
        throw new GraphFailure(404, 'NotFound', `No record found for key: ${call.param('id')}`);
      return oneItem(call, 'reports/authenticationMethods/userRegistrationDetails', [registrationShape, row]);
    },
  },
  {
    method: 'GET',
    path: '/users/:id/authentication/methods',
    roles: ['UserAuthenticationMethod.Read.All', 'UserAuthenticationMethod.ReadWrite.All'],
    family: 'reports',
    answer: (call) => {
      const user = userNamed(call.tenant, call.param('id'));
      const methods = call.tenant.authenticationMethods.get(user.id) ?? [];
      const value = methods.map(({ type, ...fields }) => ({
        '@odata.type': `#microsoft.graph.${type}`,
        ...fields,
      }));
      const context = contextOf(call, `users('${user.id}')/authentication/methods`);
      return Response.json({ '@odata.context': context, value });
    },
  },
];

function needPremium({ tenant }: Call): void {
  if (!tenant.licences.p1) throw noPremium();
}
