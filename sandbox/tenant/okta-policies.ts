import { groups } from './cast.ts';
import { oktaGroupByName } from './okta-groups.ts';
import type { Making } from './okta-people.ts';
import type { OktaPolicyRecord, OktaRuleRecord, OktaTenant } from './okta-tenant.ts';

type Settings = Record<string, unknown>;

interface RuleText {
  readonly name: string;
  readonly conditions?: Settings;
  readonly actions: Settings;
  readonly system?: boolean;
}
interface PolicyText {
  readonly type: string;
  readonly name: string;
  readonly groupIds?: readonly string[];
  readonly conditions?: Settings;
  readonly settings?: Settings;
  readonly system?: boolean;
  readonly rules: readonly RuleText[];
}

const ruleTypes: Readonly<Record<string, string>> = { OKTA_SIGN_ON: 'SIGN_ON' };
const anywhere = { network: { connection: 'ANYWHERE' } };
const everybody = { users: { exclude: [] } };

export function settleOktaPolicies(tenant: OktaTenant, making: Making): void {
  const emergency = oktaGroupByName(tenant, groups.okta.emergency).id;
  const everyone = oktaGroupByName(tenant, groups.okta.everyone).id;
  const access = settleAccessPolicies(tenant, emergency, making);
  settleApps(tenant, access, making);
  const texts = [
    ...signOnPolicies(emergency, everyone),
    ...enrollPolicies(emergency, everyone),
    discoveryPolicy(),
    passwordPolicy('Emergency passwords', emergency, 0),
    passwordPolicy('Default Policy', everyone, 90),
    lifecyclePolicy(everyone, emergency),
  ];
  const seen = new Map<string, number>();
  for (const text of texts) {
    const priority = (seen.get(text.type) ?? 0) + 1;
    seen.set(text.type, priority);
    addPolicy(tenant, text, priority, making);
  }
}

function addPolicy(tenant: OktaTenant, text: PolicyText, priority: number, making: Making): OktaPolicyRecord {
  const { random, moment } = making;
  const people = text.groupIds === undefined ? {} : { people: { groups: { include: text.groupIds } } };
  const conditions = { ...people, ...text.conditions };
  const policy: OktaPolicyRecord = {
    id: random.oktaId('00p'),
    type: text.type,
    name: text.name,
    status: 'ACTIVE',
    priority,
    system: text.system ?? false,
    conditions: Object.keys(conditions).length === 0 ? null : conditions,
    settings: text.settings ?? {},
    rules: text.rules.map((rule, index) => addRule(text, rule, index + 1, making)),
    created: moment.ago(500),
    lastUpdated: moment.ago(100),
  };
  tenant.policies.set(policy.id, policy);
  return policy;
}

function addRule(policy: PolicyText, rule: RuleText, priority: number, { random }: Making): OktaRuleRecord {
  return {
    id: random.oktaId(policy.type === 'ACCESS_POLICY' ? 'rul' : '0pr'),
    type: ruleTypes[policy.type] ?? policy.type,
    name: rule.name,
    status: 'ACTIVE',
    priority,
    system: rule.system ?? false,
    conditions: rule.conditions ?? { people: everybody, ...anywhere },
    actions: rule.actions,
  };
}

const signOn = (requireFactor: boolean) => ({
  signon: {
    access: 'ALLOW',
    requireFactor,
    primaryFactor: 'PASSWORD_IDP_ANY_FACTOR',
    ...(requireFactor ? { factorPromptMode: 'ALWAYS' } : {}),
    session: { usePersistentCookie: false, maxSessionIdleMinutes: 120, maxSessionLifetimeMinutes: 720 },
  },
});

function signOnPolicies(emergency: string, everyone: string): PolicyText[] {
  const type = 'OKTA_SIGN_ON';
  return [
    {
      type,
      name: 'Emergency access',
      groupIds: [emergency],
      rules: [{ name: 'Any network', actions: signOn(true) }],
    },
    {
      type,
      name: 'Default Policy',
      groupIds: [everyone],
      system: true,
      rules: [{ name: 'Default Rule', system: true, actions: signOn(true) }],
    },
  ];
}

const assurance = (factorMode: '1FA' | '2FA', phishingResistant: boolean) => ({
  appSignOn: {
    access: 'ALLOW',
    verificationMethod: {
      type: 'ASSURANCE',
      factorMode,
      reauthenticateIn: 'PT2H',
      constraints: phishingResistant
        ? [{ possession: { phishingResistant: 'REQUIRED', required: true } }]
        : [],
    },
  },
});

interface AccessPolicies {
  readonly adminConsole: string;
  readonly dashboard: string;
}

/** The dashboard lets people in with a password alone: one of the story's flaws. */
function settleAccessPolicies(tenant: OktaTenant, emergency: string, making: Making): AccessPolicies {
  const type = 'ACCESS_POLICY';
  const forEmergency: RuleText = {
    name: 'Emergency accounts',
    conditions: { people: { groups: { include: [emergency] } }, ...anywhere },
    actions: assurance('2FA', true),
  };
  const admin = addPolicy(
    tenant,
    {
      type,
      name: 'Okta Admin Console',
      rules: [forEmergency, { name: 'Catch-all Rule', system: true, actions: assurance('2FA', false) }],
    },
    1,
    making,
  );
  const dashboard = addPolicy(
    tenant,
    {
      type,
      name: 'Okta Dashboard',
      rules: [{ name: 'Catch-all Rule', system: true, actions: assurance('1FA', false) }],
    },
    1,
    making,
  );
  return { adminConsole: admin.id, dashboard: dashboard.id };
}

function settleApps(tenant: OktaTenant, access: AccessPolicies, { random }: Making): void {
  const apps = [
    {
      name: 'saasure',
      label: 'Okta Admin Console',
      signOnMode: 'OPENID_CONNECT',
      accessPolicyId: access.adminConsole,
    },
    {
      name: 'okta_enduser',
      label: 'Okta Dashboard',
      signOnMode: 'OPENID_CONNECT',
      accessPolicyId: access.dashboard,
    },
    { name: 'atlassian', label: 'Atlassian Cloud', signOnMode: 'SAML_2_0', accessPolicyId: null },
  ];
  for (const app of apps) {
    const id = random.oktaId('0oa');
    tenant.apps.set(id, { id, status: 'ACTIVE', ...app });
  }
}

function enrollPolicies(emergency: string, everyone: string): PolicyText[] {
  const type = 'MFA_ENROLL';
  const settings = (phone: string) => ({
    type: 'AUTHENTICATORS',
    authenticators: [
      { key: 'okta_password', enroll: { self: 'REQUIRED' } },
      { key: 'okta_verify', enroll: { self: 'OPTIONAL' } },
      { key: 'webauthn', enroll: { self: 'OPTIONAL' } },
      { key: 'google_otp', enroll: { self: 'OPTIONAL' } },
      { key: 'phone_number', enroll: { self: phone } },
      { key: 'security_question', enroll: { self: 'NOT_ALLOWED' } },
    ],
  });
  const rules = [{ name: 'Default Rule', actions: { enroll: { self: 'CHALLENGE' } } }];
  return [
    { type, name: 'Emergency access', groupIds: [emergency], settings: settings('OPTIONAL'), rules },
    {
      type,
      name: 'Default Policy',
      groupIds: [everyone],
      system: true,
      settings: settings('OPTIONAL'),
      rules,
    },
  ];
}

function discoveryPolicy(): PolicyText {
  const route = (name: string, patterns: readonly Settings[], providers: readonly Settings[]): RuleText => ({
    name,
    conditions: {
      ...anywhere,
      userIdentifier: { type: 'IDENTIFIER', patterns },
      app: { include: [], exclude: [] },
      platform: { include: [{ type: 'ANY', os: { type: 'ANY' } }], exclude: [] },
    },
    actions: { idp: { providers, idpSelectionType: 'SPECIFIC' } },
  });
  return {
    type: 'IDP_DISCOVERY',
    name: 'Idp Discovery Policy',
    system: true,
    rules: [
      route(
        'Partners',
        [{ matchType: 'SUFFIX', value: 'partner.test' }],
        [{ type: 'SAML2', id: '0oapartneridp0000000', name: 'Partner' }],
      ),
      { ...route('Default Rule', [], [{ type: 'OKTA', id: null, name: 'Okta' }]), system: true },
    ],
  };
}

function passwordPolicy(name: string, groupId: string, maxAgeDays: number): PolicyText {
  return {
    type: 'PASSWORD',
    name,
    groupIds: [groupId],
    conditions: { authProvider: { provider: 'OKTA' } },
    system: name === 'Default Policy',
    settings: {
      password: {
        complexity: { minLength: 14 },
        age: { maxAgeDays, expireWarnDays: 0, minAgeMinutes: 0, historyCount: 4 },
        lockout: { maxAttempts: 10, autoUnlockMinutes: 0 },
      },
    },
    rules: [
      {
        name: 'Default Rule',
        actions: { passwordChange: { access: 'ALLOW' }, selfServicePasswordReset: { access: 'ALLOW' } },
      },
    ],
  };
}

/** Automations are policies too; people of the emergency group are left out. */
function lifecyclePolicy(everyone: string, emergency: string): PolicyText {
  return {
    type: 'USER_LIFECYCLE',
    name: 'Suspend the inactive',
    groupIds: [everyone],
    rules: [
      {
        name: 'Inactive for 35 days',
        conditions: {
          people: {
            users: { inactivity: { number: 35, unit: 'DAYS' } },
            groups: { include: [everyone], exclude: [emergency] },
          },
        },
        actions: { updateUserLifecycle: { targetStatus: 'SUSPENDED' } },
      },
    ],
  };
}
