import { expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import type { ProviderKind } from '../../src/domain/connection.ts';
import type { FactName } from '../../src/domain/fact.ts';
import { watcherPermissions } from '../../src/providers/entra/permissions.ts';
import { readScopes } from '../../src/providers/okta/scopes.ts';

type Needed = { readonly [N in FactName]?: readonly string[] };

const oktaRoles = ['okta.roles.read', 'okta.groups.read'];
const jobs = ['Synchronization.Read.All', 'Application.Read.All'];
const entraHolders = ['RoleManagement.Read.Directory', 'GroupMember.Read.All', 'User.Read.All'];
const entraRoles = [...entraHolders, 'PrivilegedEligibilitySchedule.Read.AzureADGroup'];

/** What each fact cannot be read without. */
const needed: Readonly<Partial<Record<ProviderKind, Needed>>> = {
  okta: {
    accounts: ['okta.users.read'],
    factors: ['okta.users.read'],
    roles: oktaRoles,
    roleGroups: oktaRoles,
    breakGlass: ['okta.users.read'],
    adminFactors: [...oktaRoles, 'okta.users.read'],
    adminSignIns: [...oktaRoles, 'okta.users.read'],
    oktaPolicies: ['okta.policies.read', 'okta.apps.read'],
    methodsPolicy: ['okta.policies.read', 'okta.apps.read'],
    troubles: ['okta.logs.read', 'okta.apps.read'],
    provisioningLog: ['okta.logs.read'],
    deletionGuards: ['okta.logs.read'],
    stuckAccounts: ['okta.apps.read', 'okta.users.read'],
    leftovers: ['okta.apps.read', 'okta.users.read'],
    leaverPaths: ['okta.apps.read'],
    keyedApps: ['okta.apps.read'],
    signingCertificates: ['okta.apps.read'],
    pushMappings: ['okta.apps.read', 'okta.groups.read'],
    agentPools: ['okta.agentPools.read'],
    federationCertificates: ['okta.idps.read'],
    apiTokens: ['okta.apiTokens.read', 'okta.users.read'],
    ownCredentials: ['okta.users.read'],
  },
  entra: {
    accounts: ['User.Read.All'],
    factors: ['User.Read.All', 'AuditLog.Read.All'],
    roles: entraRoles,
    roleHolders: entraHolders,
    roleGroups: entraRoles,
    breakGlass: ['User.Read.All'],
    adminFactors: [...entraRoles, 'UserAuthenticationMethod.Read.All'],
    adminSignIns: [...entraRoles, 'AuditLog.Read.All'],
    conditionalAccess: ['Policy.Read.All'],
    guestTrust: ['Policy.Read.All'],
    methodsPolicy: ['Policy.Read.All'],
    exclusionGroups: ['Policy.Read.All', 'User.Read.All', 'GroupMember.Read.All'],
    domains: ['Domain.Read.All'],
    federationCertificates: ['Domain.Read.All'],
    lifecycleAutomations: ['AccessReview.Read.All', 'LifecycleWorkflows.Read.All'],
    syncJobs: jobs,
    leaverPaths: jobs,
    keyedApps: jobs,
    assignedGroups: [...jobs, 'GroupMember.Read.All'],
    deletionGuards: [...jobs, 'Organization.Read.All', 'OnPremDirectorySynchronization.Read.All'],
    provisioningLog: ['ProvisioningLog.Read.All'],
    stuckAccounts: ['ProvisioningLog.Read.All'],
    directorySync: ['Organization.Read.All'],
    syncErrors: ['Organization.Read.All', 'User.Read.All'],
    signingCertificates: ['Application.Read.All'],
    appCredentials: ['Application.Read.All'],
    ownCredentials: ['Application.Read.All'],
  },
};

const pairs = checks.flatMap((check) => check.providers.map((kind) => ({ id: check.id, check, kind })));

it.each(pairs)('$id names what it cannot read $kind without', ({ check, kind }) => {
  const wanted = check.needs.flatMap((fact) => needed[kind]?.[fact] ?? []);

  expect(check.permissions[kind] ?? []).toEqual(expect.arrayContaining([...new Set(wanted)]));
});

it('names nothing that the set-up does not ask for', () => {
  const granted = [...readScopes, ...watcherPermissions.map(({ name }) => name)];
  const named = checks.flatMap(({ permissions }) => Object.values(permissions).flat());

  expect(named.filter((name) => !granted.includes(name))).toEqual([]);
});
