import { breakGlass, groups } from './cast.ts';
import { entraGroupByName } from './entra-groups.ts';
import { entraUserByName } from './entra-people.ts';
import { roleIds } from './entra-roles.ts';
import type { EntraPolicy, EntraStrength, EntraTenant } from './entra-tenant.ts';
import type { Making } from './okta-people.ts';

export const phishingResistantStrength = '00000000-0000-0000-0000-000000000004';

const strengths: readonly EntraStrength[] = [
  {
    id: '00000000-0000-0000-0000-000000000002',
    displayName: 'Multifactor authentication',
    policyType: 'builtIn',
    allowedCombinations: ['fido2', 'password,sms', 'password,microsoftAuthenticatorPush'],
  },
  {
    id: phishingResistantStrength,
    displayName: 'Phishing-resistant MFA',
    policyType: 'builtIn',
    allowedCombinations: ['windowsHelloForBusiness', 'fido2', 'x509CertificateMultiFactor'],
  },
];

interface Users {
  readonly includeUsers?: readonly string[];
  readonly excludeUsers?: readonly string[];
  readonly includeGroups?: readonly string[];
  readonly excludeGroups?: readonly string[];
  readonly includeRoles?: readonly string[];
}

interface PolicyText {
  readonly name: string;
  readonly state?: EntraPolicy['state'];
  readonly users: Users;
  readonly controls?: readonly string[];
  readonly strength?: boolean;
  readonly conditions?: Record<string, unknown>;
}

export function settleEntraPolicies(tenant: EntraTenant, making: Making): void {
  for (const text of policyTexts(tenant)) {
    const policy = policyOf(text, making);
    tenant.conditionalAccess.set(policy.id, policy);
  }
  tenant.authenticationStrengths.push(...strengths);
  settleMethodsPolicy(tenant);
  settleGovernance(tenant, making);
}

function policyTexts(tenant: EntraTenant): PolicyText[] {
  const emergency = entraGroupByName(tenant, groups.entra.emergency).id;
  const exclusions = entraGroupByName(tenant, groups.entra.mfaExclusions).id;
  const bg1 = entraUserByName(tenant, breakGlass.entra.bg1).id;
  const all = ['All'];
  return [
    {
      name: 'Require MFA for everybody',
      users: { includeUsers: all, excludeGroups: [emergency, exclusions] },
      controls: ['mfa'],
    },
    // The second emergency account was forgotten here.
    {
      name: 'Require a compliant device',
      users: { includeUsers: all, excludeUsers: [bg1] },
      controls: ['compliantDevice'],
    },
    {
      name: 'Block legacy authentication',
      users: { includeUsers: all, excludeGroups: [emergency] },
      controls: ['block'],
      conditions: { clientAppTypes: ['exchangeActiveSync', 'other'] },
    },
    { name: 'Emergency accounts: passkey only', users: { includeGroups: [emergency] }, strength: true },
    {
      name: 'Phishing-resistant MFA for admins',
      state: 'enabledForReportingButNotEnforced',
      users: { includeRoles: [roleIds.globalAdministrator] },
      strength: true,
    },
    { name: 'Old: block everything', state: 'disabled', users: { includeUsers: all }, controls: ['block'] },
    {
      name: 'Block workloads from elsewhere',
      users: { includeUsers: ['None'] },
      controls: ['block'],
      conditions: {
        clientApplications: {
          includeServicePrincipals: ['ServicePrincipalsInMyTenant'],
          excludeServicePrincipals: [],
        },
      },
    },
  ];
}

function policyOf(text: PolicyText, { random }: Making): EntraPolicy {
  const none = {
    includeUsers: [],
    excludeUsers: [],
    includeGroups: [],
    excludeGroups: [],
    includeRoles: [],
    excludeRoles: [],
  };
  const strength = strengths.find(({ id }) => id === phishingResistantStrength);
  return {
    id: random.guid(),
    displayName: text.name,
    state: text.state ?? 'enabled',
    conditions: {
      clientAppTypes: ['all'],
      applications: {
        includeApplications: ['All'],
        excludeApplications: [],
        includeUserActions: [],
        includeAuthenticationContextClassReferences: [],
      },
      users: {
        ...none,
        includeGuestsOrExternalUsers: null,
        excludeGuestsOrExternalUsers: null,
        ...text.users,
      },
      locations: null,
      platforms: null,
      devices: null,
      clientApplications: null,
      userRiskLevels: [],
      signInRiskLevels: [],
      ...text.conditions,
    },
    grantControls: {
      operator: 'OR',
      builtInControls: text.controls ?? [],
      customAuthenticationFactors: [],
      termsOfUse: [],
      authenticationStrength: text.strength === true ? strength : null,
    },
  };
}

function settleMethodsPolicy(tenant: EntraTenant): void {
  const everybody = [{ targetType: 'group' as const, id: 'all_users' }];
  const states = {
    Fido2: true,
    MicrosoftAuthenticator: true,
    Sms: true,
    Voice: false,
    Email: false,
    SoftwareOath: true,
    TemporaryAccessPass: true,
    X509Certificate: false,
  };
  for (const [id, on] of Object.entries(states)) {
    tenant.methodsPolicy.set(id, { state: on ? 'enabled' : 'disabled', includeTargets: everybody });
  }
}

function settleGovernance(tenant: EntraTenant, { random }: Making): void {
  const it = entraGroupByName(tenant, groups.entra.it).id;
  tenant.accessReviews.push({
    id: random.guid(),
    displayName: 'Quarterly review of IT',
    autoApply: true,
    status: 'InProgress',
    scopeQuery: `/groups/${it}/transitiveMembers`,
  });
  tenant.lifecycleWorkflows.push({
    id: random.guid(),
    displayName: 'Leavers of Sales',
    category: 'leaver',
    isEnabled: true,
    scopeRule: "(department eq 'Sales')",
  });
}
