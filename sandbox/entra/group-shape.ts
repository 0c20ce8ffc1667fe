import type { EntraGroup, EntraServicePrincipal } from '../tenant/entra-tenant.ts';
import type { Filterable } from './filter-tokens.ts';
import { plainShape, type Shape } from './shape.ts';

const unset = (): null => null;
const none = (): readonly [] => [];

export const groupShape: Shape<EntraGroup> = {
  type: 'microsoft.graph.group',
  usual: [
    'id',
    'deletedDateTime',
    'classification',
    'createdDateTime',
    'creationOptions',
    'description',
    'displayName',
    'expirationDateTime',
    'groupTypes',
    'isAssignableToRole',
    'mail',
    'mailEnabled',
    'mailNickname',
    'membershipRule',
    'membershipRuleProcessingState',
    'onPremisesLastSyncDateTime',
    'onPremisesProvisioningErrors',
    'onPremisesSecurityIdentifier',
    'onPremisesSyncEnabled',
    'proxyAddresses',
    'renewedDateTime',
    'resourceProvisioningOptions',
    'securityEnabled',
    'securityIdentifier',
    'visibility',
  ],
  fields: {
    deletedDateTime: unset,
    classification: unset,
    expirationDateTime: unset,
    mail: unset,
    onPremisesLastSyncDateTime: unset,
    onPremisesSecurityIdentifier: unset,
    visibility: unset,
    creationOptions: none,
    onPremisesProvisioningErrors: none,
    proxyAddresses: none,
    resourceProvisioningOptions: none,
    id: (group) => group.id,
    displayName: (group) => group.displayName,
    description: (group) => group.description,
    groupTypes: (group) => group.groupTypes,
    mailEnabled: (group) => group.mailEnabled,
    mailNickname: (group) => group.id.slice(0, 10),
    securityEnabled: (group) => group.securityEnabled,
    securityIdentifier: (group) => `S-1-12-1-${Number.parseInt(group.id.slice(0, 8), 16)}`,
    isAssignableToRole: (group) => group.isAssignableToRole,
    // Comes only when selected.
    isManagementRestricted: (group) => group.isManagementRestricted,
    membershipRule: (group) => group.membershipRule,
    membershipRuleProcessingState: (group) => group.membershipRuleProcessingState,
    onPremisesSyncEnabled: (group) => group.onPremisesSyncEnabled,
    createdDateTime: (group) => group.createdDateTime,
    renewedDateTime: (group) => group.createdDateTime,
  },
};

export const groupFilter: Filterable = {
  id: 'string',
  displayName: 'string',
  mailEnabled: 'boolean',
  securityEnabled: 'boolean',
  isAssignableToRole: 'boolean',
  onPremisesSyncEnabled: 'boolean',
  createdDateTime: 'date',
  groupTypes: 'collection',
};

export const servicePrincipalShape: Shape<EntraServicePrincipal> = {
  ...plainShape<EntraServicePrincipal>('microsoft.graph.servicePrincipal', ['id', 'appId', 'displayName']),
  fields: {
    id: ({ id }) => id,
    appId: ({ appId }) => appId,
    displayName: ({ displayName }) => displayName,
    accountEnabled: ({ accountEnabled }) => accountEnabled ?? true,
    createdDateTime: ({ createdDateTime }) => createdDateTime ?? '2021-06-01T08:00:00Z',
    preferredSingleSignOnMode: ({ preferredSingleSignOnMode }) => preferredSingleSignOnMode ?? null,
    preferredTokenSigningKeyThumbprint: (principal) => principal.preferredTokenSigningKeyThumbprint ?? null,
    keyCredentials: ({ keyCredentials }) => keyCredentials ?? [],
    servicePrincipalType: () => 'Application',
    tags: ({ tags }) => tags ?? [],
  },
};
