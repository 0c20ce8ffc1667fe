import { z } from 'zod';
import type { BreakGlassAccount } from '../../../domain/break-glass.ts';
import type {
  ConditionalAccess,
  ConditionalAccessPolicy,
  Domain,
  ExclusionGroup,
  GuestTrust,
  MethodsPolicy,
} from '../../../domain/entra-policy.ts';
import { GraphGroup } from '../account.ts';
import type { Graph } from '../graph.ts';
import { typeOf } from '../look-up.ts';

const texts = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);
const Guests = z
  .object({
    guestOrExternalUserTypes: z.string().nullish(),
    externalTenants: z.object({ membershipKind: z.string().nullish() }).nullish(),
  })
  .nullish();
const Policy = z.object({
  id: z.string(),
  displayName: z.string(),
  state: z.enum(['enabled', 'disabled', 'enabledForReportingButNotEnforced']),
  conditions: z.object({
    users: z
      .object({
        includeUsers: texts,
        excludeUsers: texts,
        includeGroups: texts,
        excludeGroups: texts,
        includeRoles: texts,
        excludeRoles: texts,
        includeGuestsOrExternalUsers: Guests,
        excludeGuestsOrExternalUsers: Guests,
      })
      .nullish(),
    applications: z
      .object({
        includeApplications: texts,
        excludeApplications: texts,
        includeAuthenticationContextClassReferences: texts,
        applicationFilter: z.unknown().nullish(),
      })
      .nullish(),
    clientApplications: z.unknown().nullish(),
    locations: z.object({ includeLocations: texts, excludeLocations: texts }).nullish(),
    platforms: z.object({ includePlatforms: texts, excludePlatforms: texts }).nullish(),
    devices: z.unknown().nullish(),
    authenticationFlows: z.unknown().nullish(),
    insiderRiskLevels: z.unknown().nullish(),
    signInRiskLevels: texts,
    userRiskLevels: texts,
    clientAppTypes: texts,
  }),
  grantControls: z
    .object({
      operator: z.string().nullish(),
      builtInControls: texts,
      termsOfUse: texts,
      customAuthenticationFactors: texts,
      authenticationStrength: z
        .object({ displayName: z.string().nullish(), allowedCombinations: texts })
        .nullish(),
    })
    .nullish(),
});

const resistant = new Set(['fido2', 'windowsHelloForBusiness', 'x509CertificateMultiFactor']);

export async function gatherConditionalAccess(graph: Graph): Promise<ConditionalAccess> {
  const policies = await graph.list('/identity/conditionalAccess/policies');
  const defaults = z
    .object({ isEnabled: z.boolean() })
    .parse(await graph.get('/policies/identitySecurityDefaultsEnforcementPolicy'));
  return { policies: policies.map(toPolicy), securityDefaults: defaults.isEnabled };
}

function toPolicy(raw: unknown): ConditionalAccessPolicy {
  const { id, displayName, state, conditions, grantControls } = Policy.parse(raw);
  const { users, applications } = conditions;
  const strength = grantControls?.authenticationStrength;
  return {
    id,
    name: displayName,
    state,
    includeUsers: users?.includeUsers ?? [],
    excludeUsers: users?.excludeUsers ?? [],
    includeGroups: users?.includeGroups ?? [],
    excludeGroups: users?.excludeGroups ?? [],
    includeRoles: users?.includeRoles ?? [],
    excludeRoles: users?.excludeRoles ?? [],
    includeGuests: typesOf(users?.includeGuestsOrExternalUsers),
    excludeGuests: typesOf(users?.excludeGuestsOrExternalUsers),
    includeApplications: applications?.includeApplications ?? [],
    // A filter by attribute takes apps in or out that cannot be named here.
    excludeApplications: [
      ...(applications?.excludeApplications ?? []),
      ...(applications?.applicationFilter == null ? [] : ['filter']),
    ],
    targetsPeople: conditions.clientApplications == null && !onlyContexts(applications),
    narrowed: isNarrowed(conditions),
    grantControls: [
      ...(grantControls?.builtInControls ?? []),
      ...((grantControls?.termsOfUse.length ?? 0) > 0 ? ['termsOfUse'] : []),
      ...((grantControls?.customAuthenticationFactors.length ?? 0) > 0 ? ['customFactor'] : []),
    ],
    grantOperator: grantControls?.operator === 'AND' ? 'AND' : 'OR',
    strength:
      strength == null
        ? null
        : {
            name: strength.displayName ?? 'a strength',
            resistant: isResistant(strength.allowedCombinations),
            allows: strength.allowedCombinations,
          },
  };
}

function typesOf(guests: z.infer<typeof Guests>): readonly string[] {
  const some = guests?.externalTenants?.membershipKind === 'enumerated';
  const types = (guests?.guestOrExternalUserTypes ?? '').split(',').map((type) => type.trim());
  return types.filter((type) => type !== '').map((type) => (some ? `some:${type}` : type));
}

function onlyContexts(applications: z.infer<typeof Policy>['conditions']['applications']): boolean {
  return (
    applications != null &&
    applications.includeAuthenticationContextClassReferences.length > 0 &&
    applications.includeApplications.length === 0
  );
}

function isNarrowed(conditions: z.infer<typeof Policy>['conditions']): boolean {
  const { locations, platforms, devices, signInRiskLevels, userRiskLevels, clientAppTypes } = conditions;
  // Legacy clients know no second factor at all; they are another policy's matter.
  const modern = ['browser', 'mobileAppsAndDesktopClients'].every((type) => clientAppTypes.includes(type));
  const someClients = clientAppTypes.length > 0 && !clientAppTypes.includes('all') && !modern;
  const somewhere =
    locations != null &&
    !(locations.includeLocations.includes('All') && locations.excludeLocations.length === 0);
  const onSome =
    platforms != null &&
    !(platforms.includePlatforms.includes('all') && platforms.excludePlatforms.length === 0);
  return (
    somewhere ||
    onSome ||
    devices != null ||
    conditions.authenticationFlows != null ||
    (conditions.insiderRiskLevels != null && conditions.insiderRiskLevels !== '') ||
    signInRiskLevels.length > 0 ||
    userRiskLevels.length > 0 ||
    someClients
  );
}

function isResistant(combinations: readonly string[]): boolean {
  return combinations.length > 0 && combinations.every((combination) => resistant.has(combination));
}

export async function gatherDomains(graph: Graph): Promise<readonly Domain[]> {
  const Row = z.object({
    id: z.string(),
    isInitial: z.boolean(),
    authenticationType: z.enum(['Managed', 'Federated']),
  });
  const domains = (await graph.list('/domains?$select=id,isInitial,authenticationType')).map((raw) =>
    Row.parse(raw),
  );
  return domains.map(({ id, isInitial, authenticationType }) => ({
    name: id,
    initial: isInitial,
    authentication: authenticationType,
  }));
}

/** Groups that take a registered account out of an enabled policy, with everybody whom they take out too. */
export async function gatherExclusionGroups(
  graph: Graph,
  { policies }: ConditionalAccess,
  registered: readonly BreakGlassAccount[],
): Promise<readonly ExclusionGroup[]> {
  const theirs = new Set(
    registered.flatMap(({ account }) =>
      account === null || account.groupIds instanceof Error ? [] : account.groupIds,
    ),
  );
  const used = new Set(
    policies.filter(({ state }) => state === 'enabled').flatMap(({ excludeGroups }) => excludeGroups),
  );
  return await Promise.all(
    [...used].filter((id) => theirs.has(id)).map(async (id) => await describe(graph, id)),
  );
}

async function describe(graph: Graph, id: string): Promise<ExclusionGroup> {
  const Row = GraphGroup.extend({ isManagementRestricted: z.boolean().nullish() });
  const group = Row.parse(
    await graph.get(
      `/groups/${id}?$select=id,displayName,groupTypes,isAssignableToRole,isManagementRestricted`,
    ),
  );
  const Member = z.object({ id: z.string(), userPrincipalName: z.string().nullish() });
  const all = await graph.list(`/groups/${id}/transitiveMembers?$select=id,userPrincipalName&$top=999`);
  const members = all.filter((item) => typeOf(item).endsWith('.user')).map((item) => Member.parse(item));
  const owners = await graph.list(`/groups/${id}/owners?$top=999`);
  return {
    id,
    name: group.displayName ?? id,
    roleAssignable: group.isAssignableToRole === true,
    managementRestricted: group.isManagementRestricted === true,
    dynamic: group.groupTypes?.includes('DynamicMembership') === true,
    memberIds: members.map((member) => member.id),
    memberLogins: new Map(members.map((member) => [member.id, member.userPrincipalName ?? member.id])),
    ownerIds: owners.map((owner) => z.object({ id: z.string() }).parse(owner).id),
  };
}

export async function gatherGuestTrust(graph: Graph): Promise<GuestTrust> {
  const Row = z.object({ inboundTrust: z.object({ isMfaAccepted: z.boolean().nullish() }).nullish() });
  const policy = Row.parse(await graph.get('/policies/crossTenantAccessPolicy/default'));
  return { mfaAccepted: policy.inboundTrust?.isMfaAccepted === true };
}

export async function gatherMethodsPolicy(graph: Graph): Promise<MethodsPolicy> {
  const Row = z.object({
    policyMigrationState: z.string().nullish(),
    authenticationMethodConfigurations: z.array(z.object({ id: z.string(), state: z.string() })),
  });
  const { authenticationMethodConfigurations, policyMigrationState } = Row.parse(
    await graph.get('/policies/authenticationMethodsPolicy'),
  );
  const weak = new Set(['sms', 'voice', 'email']);
  // Until the migration is over the old settings, which Graph does not tell, allow what this policy forbids.
  if (policyMigrationState != null && policyMigrationState !== 'migrationComplete')
    return { weakEnabled: [...weak] };
  return {
    weakEnabled: authenticationMethodConfigurations
      .filter(({ id, state }) => state === 'enabled' && weak.has(id.toLowerCase()))
      .map(({ id }) => id.toLowerCase()),
  };
}
