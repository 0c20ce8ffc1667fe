import { atOnce } from './okta-deactivation.ts';
import { type Crowd, settleOktaGroups } from './okta-groups.ts';
import { noIntegrations, settleOktaIntegrations } from './okta-integrations.ts';
import { settleJiraUsers } from './okta-jira.ts';
import { inTime } from './okta-lag.ts';
import { usualHabits } from './okta-log.ts';
import { type Making, settleOktaPeople } from './okta-people.ts';
import { settleOktaPolicies } from './okta-policies.ts';
import type { OktaTenant } from './okta-tenant.ts';
import type { Person } from './people.ts';

export function createOktaTenant(people: readonly Person[], crowd: Crowd, making: Making): OktaTenant {
  const tenant: OktaTenant = {
    name: 'acme',
    pipeline: 'idx',
    users: new Map(),
    groups: new Map(),
    memberships: new Map(),
    lag: inTime(),
    deactivations: atOnce(),
    owners: new Map(),
    groupRules: new Map(),
    userRoles: new Map(),
    groupRoles: new Map(),
    assigneesListGroupAdmins: true,
    statsTellPrivilege: true,
    factors: new Map(),
    blocks: new Map(),
    policies: new Map(),
    apps: new Map(),
    authenticators: new Map(),
    zones: new Map(),
    apiTokens: new Map(),
    clients: new Map(),
    webApps: new Map(),
    pushes: [],
    integrations: noIntegrations(),
    log: [],
    logEpoch: 0,
    logHabits: usualHabits(),
  };
  settleOktaPeople(tenant, people, making);
  settleOktaGroups(tenant, crowd, making);
  settleOktaPolicies(tenant, making);
  settleAuthenticators(tenant, making);
  settleJiraUsers(tenant, making);
  settleOktaIntegrations(tenant, making);
  return tenant;
}

const resistant = ['DEVICE_BOUND', 'PHISHING_RESISTANT', 'USER_PRESENCE'];
const authenticators = [
  {
    key: 'okta_password',
    name: 'Password',
    type: 'password',
    methods: [{ type: 'password', verifiableProperties: [] }],
  },
  { key: 'okta_email', name: 'Email', type: 'email', methods: [{ type: 'email', verifiableProperties: [] }] },
  {
    key: 'okta_verify',
    name: 'Okta Verify',
    type: 'app',
    methods: [
      { type: 'signed_nonce', verifiableProperties: resistant },
      { type: 'push', verifiableProperties: ['DEVICE_BOUND', 'USER_PRESENCE'] },
      { type: 'totp', verifiableProperties: [] },
    ],
  },
  {
    key: 'webauthn',
    name: 'Passkeys (FIDO2 WebAuthn)',
    type: 'security_key',
    methods: [{ type: 'webauthn', verifiableProperties: resistant }],
  },
  {
    key: 'google_otp',
    name: 'Google Authenticator',
    type: 'app',
    methods: [{ type: 'otp', verifiableProperties: [] }],
  },
  {
    key: 'phone_number',
    name: 'Phone',
    type: 'phone',
    methods: [
      { type: 'sms', verifiableProperties: [] },
      { type: 'voice', verifiableProperties: [] },
    ],
  },
] as const;

function settleAuthenticators(tenant: OktaTenant, { random }: Making): void {
  for (const { methods, ...rest } of authenticators) {
    const id = random.oktaId('aut');
    const active = methods.map((method) => ({ ...method, status: 'ACTIVE' }));
    tenant.authenticators.set(id, { id, ...rest, status: 'ACTIVE', methods: active });
  }
  const id = random.oktaId('nzo');
  tenant.zones.set(id, {
    id,
    name: 'Office',
    type: 'IP',
    usage: 'POLICY',
    status: 'ACTIVE',
    gateways: ['192.0.2.0/24'],
  });
}
