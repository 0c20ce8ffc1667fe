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
import { GraphGroup, GraphUser, userFields } from '../account.ts';
import type { Graph } from '../graph.ts';
import { typeOf } from '../look-up.ts';

const texts = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);
const Guests = z.object({ guestOrExternalUserTypes: z.string().nullish() }).nullish();
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
      })
      .nullish(),
    clientApplications: z.unknown().nullish(),
    locations: z.unknown().nullish(),
    platforms: z.unknown().nullish(),
    devices: z.unknown().nullish(),
    signInRiskLevels: texts,
    userRiskLevels: texts,
    clientAppTypes: texts,
  }),
  grantControls: z
    .object({
      operator: z.string().nullish(),
      builtInControls: texts,
      authenticationStrength: z
        .object({ displayName: z.string().nullish(), allowedCombinations: texts })
        .nullish(),
    })
    .nullish(),
});

const resistant = new Set([
  'fido2',
  'windowsHelloForBusiness',
  'x509CertificateMultiFactor',
  'x509CertificateSingleFactor',
]);

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
    excludeApplications: applications?.excludeApplications ?? [],
    targetsPeople: conditions.clientApplications == null && !onlyContexts(applications),
    narrowed: isNarrowed(conditions),
    grantControls: grantControls?.builtInControls ?? [],
    grantOperator: grantControls?.operator === 'AND' ? 'AND' : 'OR',
    strength:
      strength == null
        ? null
        : {
            name: strength.displayName ?? 'a strength',
            resistant: isResistant(strength.allowedCombinations),
          },
  };
}

function typesOf(guests: z.infer<typeof Guests>): readonly string[] {
  return (guests?.guestOrExternalUserTypes ?? '').split(',').filter((type) => type !== '');
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
  const someClients = clientAppTypes.length > 0 && !clientAppTypes.includes('all');
  return (
    locations != null ||
    platforms != null ||
    devices != null ||
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
  const members = (await graph.list(`/groups/${id}/transitiveMembers?$top=999`)).filter((item) =>
    typeOf(item).endsWith('.user'),
  );
  const ids = members.map((item) => z.object({ id: z.string() }).parse(item).id);
  const details = await graph.batch(ids.map((member) => `/users/${member}?$select=${userFields}`));
  const logins = details.flatMap((detail) => {
    const user = GraphUser.safeParse(detail);
    return user.success ? [[user.data.id, user.data.userPrincipalName] as const] : [];
  });
  const owners = await graph.list(`/groups/${id}/owners?$top=999`);
  return {
    id,
    name: group.displayName ?? id,
    roleAssignable: group.isAssignableToRole === true,
    managementRestricted: group.isManagementRestricted === true,
    dynamic: group.groupTypes?.includes('DynamicMembership') === true,
    memberIds: ids,
    memberLogins: new Map(logins),
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
    authenticationMethodConfigurations: z.array(z.object({ id: z.string(), state: z.string() })),
  });
  const { authenticationMethodConfigurations } = Row.parse(
    await graph.get('/policies/authenticationMethodsPolicy'),
  );
  const weak = new Set(['sms', 'voice', 'email']);
  return {
    weakEnabled: authenticationMethodConfigurations
      .filter(({ id, state }) => state === 'enabled' && weak.has(id.toLowerCase()))
      .map(({ id }) => id.toLowerCase()),
  };
}
