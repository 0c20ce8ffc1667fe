import type { EntraUser } from '../tenant/entra-tenant.ts';
import type { Filterable } from './filter-tokens.ts';
import type { Shape } from './shape.ts';

const unset = (): null => null;
const none = (): readonly [] => [];

/** Properties that exist and that nobody in the company has filled in. */
const empty = {
  ageGroup: unset,
  city: unset,
  companyName: unset,
  country: unset,
  creationType: unset,
  deletedDateTime: unset,
  department: unset,
  employeeHireDate: unset,
  employeeId: unset,
  employeeType: unset,
  externalUserStateChangeDateTime: unset,
  jobTitle: unset,
  officeLocation: unset,
  onPremisesDistinguishedName: unset,
  onPremisesDomainName: unset,
  onPremisesLastSyncDateTime: unset,
  onPremisesSamAccountName: unset,
  onPremisesSecurityIdentifier: unset,
  onPremisesUserPrincipalName: unset,
  preferredLanguage: unset,
  state: unset,
  usageLocation: unset,
  assignedPlans: none,
  businessPhones: none,
  identities: none,
  imAddresses: none,
  onPremisesProvisioningErrors: none,
  provisionedPlans: none,
  proxyAddresses: none,
  serviceProvisioningErrors: none,
};

export const userShape: Shape<EntraUser> = {
  type: 'microsoft.graph.user',
  usual: [
    'businessPhones',
    'displayName',
    'givenName',
    'jobTitle',
    'mail',
    'mobilePhone',
    'officeLocation',
    'preferredLanguage',
    'surname',
    'userPrincipalName',
    'id',
  ],
  fields: {
    ...empty,
    id: (user) => user.id,
    userPrincipalName: (user) => user.userPrincipalName,
    mail: (user) => user.mail,
    mailNickname: (user) => user.userPrincipalName.split('@')[0],
    displayName: (user) => user.displayName,
    givenName: (user) => user.givenName,
    surname: (user) => user.surname,
    accountEnabled: (user) => user.accountEnabled,
    userType: (user) => user.userType,
    onPremisesSyncEnabled: (user) => user.onPremisesSyncEnabled,
    onPremisesImmutableId: (user) => user.onPremisesImmutableId,
    createdDateTime: (user) => user.createdDateTime,
    passwordPolicies: (user) => user.passwordPolicies,
    lastPasswordChangeDateTime: (user) => user.lastPasswordChangeDateTime,
    signInSessionsValidFromDateTime: (user) =>
      user.sessionsValidFrom ?? user.lastPasswordChangeDateTime ?? user.createdDateTime,
    // Left out, not null, for somebody who never signed in.
    signInActivity: (user) => user.signInActivity ?? undefined,
    mobilePhone: (user) => user.mobilePhone,
    otherMails: (user) => user.otherMails,
    externalUserState: (user) => user.externalUserState,
    isManagementRestricted: (user) => user.isManagementRestricted,
    authorizationInfo: (user) => ({ certificateUserIds: user.certificateUserIds }),
    onPremisesProvisioningErrors: (user) => user.onPremisesProvisioningErrors ?? [],
    assignedLicenses: (user) => user.assignedLicenses.map(({ skuId }) => ({ disabledPlans: [], skuId })),
  },
};

export const userFilter: Filterable = {
  id: 'string',
  userPrincipalName: 'string',
  mail: 'string',
  displayName: 'string',
  givenName: 'string',
  surname: 'string',
  accountEnabled: 'boolean',
  userType: 'string',
  onPremisesSyncEnabled: 'boolean',
  createdDateTime: 'date',
  externalUserState: 'string',
  otherMails: 'collection',
  'signInActivity/lastSignInDateTime': 'date',
  'signInActivity/lastSuccessfulSignInDateTime': 'date',
};
