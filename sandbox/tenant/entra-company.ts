import { credentials } from './cast.ts';
import { settleEntraCredentials } from './entra-credentials.ts';
import { settleEntraGroups, settleJira } from './entra-groups.ts';
import { settleEntraJobs } from './entra-jobs.ts';
import { settleEntraPeople } from './entra-people.ts';
import { settleEntraPolicies } from './entra-policies.ts';
import { settleEntraRoles, settleRegistrations } from './entra-roles.ts';
import type { EntraTenant } from './entra-tenant.ts';
import type { Crowd } from './okta-groups.ts';
import type { Making } from './okta-people.ts';
import type { Person } from './people.ts';

/** How many of the people have an Entra account, guests included, and the groups beside those of the story. */
export interface EntraSize {
  readonly people: number;
  readonly crowd: Crowd;
}

export function createEntraTenant(people: readonly Person[], size: EntraSize, making: Making): EntraTenant {
  const tenant = emptyTenant(making);
  settleEntraPeople(tenant, people, size.people, making);
  settleEntraGroups(tenant, size.crowd, making);
  settleEntraRoles(tenant, making);
  settleRegistrations(tenant, making);
  settleEntraPolicies(tenant, making);
  settleClients(tenant);
  settleEntraJobs(tenant, making);
  settleJira(tenant, making);
  settleEntraCredentials(tenant, making);
  return tenant;
}

function emptyTenant({ moment }: Making): EntraTenant {
  const tenantId = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
  return {
    tenantId,
    initialDomain: 'acme.onmicrosoft.com',
    users: new Map(),
    deletedUsers: new Map(),
    groups: new Map(),
    servicePrincipals: new Map(),
    roleDefinitions: new Map(),
    activeRoles: [],
    eligibleRoles: [],
    authenticationMethods: new Map(),
    registrationDetails: new Map(),
    conditionalAccess: new Map(),
    securityDefaultsEnabled: false,
    authenticationStrengths: [],
    domains: [
      { id: 'acme.onmicrosoft.com', isInitial: true, isDefault: false, authenticationType: 'Managed' },
      { id: 'acme.test', isInitial: false, isDefault: true, authenticationType: 'Managed' },
    ],
    crossTenantDefault: { isServiceDefault: true, inboundTrust: { isMfaAccepted: false } },
    methodsPolicy: new Map(),
    accessReviews: [],
    lifecycleWorkflows: [],
    organization: {
      id: tenantId,
      displayName: 'Acme',
      onPremisesSyncEnabled: true,
      onPremisesLastSyncDateTime: moment.ago(0.01),
    },
    clients: new Map(),
    webApps: new Map(),
    licences: { p1: true, p2: true },
    changes: [],
    signIns: [],
    audits: [],
    auditLateness: { ms: 0 },
    consistency: { staleReads: 0, pretends: false },
    pim: { onboarded: new Set(), assignments: [], eligibilities: [], longestMs: new Map() },
    provisioning: [],
    jobs: new Map(),
    applications: new Map(),
    appAssignments: [],
    federations: new Map(),
    deletionPrevention: { synchronizationPreventionType: 'enabledForCount', alertThreshold: 500 },
  };
}

/** App roles with admin consent. */
const watcherRoles: readonly string[] = [
  'GroupMember.Read.All',
  'User.Read.All',
  'Group.Read.All',
  'AuditLog.Read.All',
  'ProvisioningLog.Read.All',
  'Synchronization.Read.All',
  'Application.Read.All',
  'Organization.Read.All',
  'Domain.Read.All',
  'OnPremDirectorySynchronization.Read.All',
  'Policy.Read.All',
  'RoleManagement.Read.Directory',
  'UserAuthenticationMethod.Read.All',
  'PrivilegedAssignmentSchedule.Read.AzureADGroup',
  'PrivilegedEligibilitySchedule.Read.AzureADGroup',
  'Directory.Read.All',
  'AccessReview.Read.All',
  'LifecycleWorkflows.Read.All',
];

function settleClients(tenant: EntraTenant): void {
  const { entra } = credentials;
  const { signInClient: clientId, signInSecret: secret } = entra;
  tenant.webApps.set(clientId, { clientId, secret, redirectUris: [], optionalClaims: ['auth_time'] });
  const clients = [
    {
      clientId: entra.watcherClient,
      displayName: 'Lockstep watcher',
      secret: entra.watcherSecret,
      roles: watcherRoles,
    },
    {
      clientId: entra.actorClient,
      displayName: 'Lockstep actor',
      secret: entra.actorSecret,
      roles: [
        'GroupMember.Read.All',
        'User.Read.All',
        'GroupMember.ReadWrite.All',
        'User.EnableDisableAccount.All',
        'User.RevokeSessions.All',
        'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup',
        'Synchronization.ReadWrite.All',
      ],
    },
    {
      clientId: entra.narrowClient,
      displayName: 'Users only',
      secret: entra.narrowSecret,
      roles: ['User.Read.All'],
    },
  ];
  for (const client of clients) tenant.clients.set(client.clientId, client);
}
