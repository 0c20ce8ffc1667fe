import type { Check, Verdict } from '../../src/checks/check.ts';
import { checks } from '../../src/checks/index.ts';
import { verdictOn } from '../../src/checks/run.ts';
import type { Account } from '../../src/domain/account.ts';
import type { BreakGlassAccount, BreakGlassState } from '../../src/domain/break-glass.ts';
import type { ApiToken, AppCredential, Registered, SigningCertificate } from '../../src/domain/credential.ts';
import type { ConditionalAccessPolicy } from '../../src/domain/entra-policy.ts';
import type { Facts } from '../../src/domain/fact.ts';
import type { Factor, FactorFact } from '../../src/domain/factor.ts';
import type { OktaPolicy, OktaRule } from '../../src/domain/okta-policy.ts';
import type {
  Agent,
  AppLog,
  AssignedGroup,
  DeletionGuard,
  PushMapping,
  StuckAccount,
  SyncJob,
  Trouble,
} from '../../src/domain/provisioning.ts';
import {
  GLOBAL_ADMINISTRATOR,
  type RoleAssignment,
  type RoleGroup,
  SUPER_ADMIN,
} from '../../src/domain/role.ts';

export const now = new Date('2026-11-24T12:00:00Z');
export const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);
export type Kind = 'okta' | 'entra';

export const key: Factor = { kind: 'webauthn', strength: 'resistant', device: 'key-1' };
export const totp: Factor = { kind: 'totp', strength: 'strong', device: 'app-1' };
export const sms: Factor = { kind: 'sms', strength: 'weak', device: null };

export function account(id: string, over: Partial<Account> = {}): Account {
  const login = `${id}@acme.example`;
  const base = { id, login, email: login, displayName: id, status: 'active', type: 'member' } as const;
  return { ...base, synced: false, createdAt: daysAgo(400), ...over };
}

export function role(accountId: string, over: Partial<RoleAssignment> = {}): RoleAssignment {
  const base = { accountId, roleId: 'HELP_DESK', roleName: 'Helpdesk', tier: 'privileged' } as const;
  return {
    ...base,
    state: 'active',
    viaGroupId: null,
    endsAt: null,
    since: daysAgo(300),
    scope: 'tenant',
    ...over,
  };
}

export function factors(of: Readonly<Record<string, readonly Factor[]>>): FactorFact {
  const rows = Object.entries(of).map(([accountId, list]) => {
    const some = list.length > 0;
    return [
      accountId,
      { accountId, factors: list, capable: some, registered: some, asOf: daysAgo(0) },
    ] as const;
  });
  return { byAccount: new Map(rows), population: rows.length, oldest: daysAgo(0) };
}

export function sealed(id: string, over: Partial<BreakGlassState> = {}): BreakGlassAccount {
  const login = `${id}@acme.onmicrosoft.com`;
  const state = { id, login, status: 'active', softDeleted: false, type: 'member', synced: false } as const;
  const keys = [`${id}-1`, `${id}-2`].map((device) => ({ ...key, device }));
  return {
    entry: {
      connection: 'any',
      login,
      drillDays: 90,
      custodians: ['ann', 'ben'],
      certificateAttestedUntil: null,
    },
    account: {
      ...state,
      credentialProvider: 'OKTA',
      passwordChangedAt: null,
      passwordNeverExpires: true,
      blocks: [],
      factors: keys,
      groupIds: ['sealed-group'],
      personalTraces: [],
      inactiveCustodians: [],
      lastSignInAt: null,
      ...over,
    },
  };
}

export function policy(over: Partial<ConditionalAccessPolicy> = {}): ConditionalAccessPolicy {
  const lists = {
    includeGroups: [],
    excludeGroups: [],
    includeRoles: [],
    excludeRoles: [],
    includeGuests: [],
  };
  const more = { excludeUsers: ['bg1', 'bg2'], excludeGuests: [], excludeApplications: [] };
  return {
    ...lists,
    ...more,
    id: 'p1',
    name: 'MFA for all',
    state: 'enabled',
    includeUsers: ['All'],
    includeApplications: ['All'],
    targetsPeople: true,
    narrowed: false,
    grantControls: ['mfa'],
    grantOperator: 'OR',
    strength: null,
    ...over,
  };
}

export function rule(over: Partial<OktaRule> = {}): OktaRule {
  const who = { includeUsers: [], excludeUsers: [], includeGroups: [], excludeGroups: [], loginPatterns: [] };
  const flags = { requiresManagedDevice: false, undecidable: false, phishingResistant: true, active: true };
  const base = {
    id: 'r',
    name: 'catch-all',
    priority: 1,
    network: 'anywhere',
    access: 'ALLOW',
    factorMode: '2FA',
  } as const;
  return { ...who, ...flags, ...base, inactivityDays: null, idps: [], ...over };
}

export function oktaPolicy(rules: readonly OktaRule[], over: Partial<OktaPolicy> = {}): OktaPolicy {
  const base = {
    id: 'p',
    name: 'Policy',
    type: 'ACCESS_POLICY',
    priority: 1,
    active: true,
    includeGroups: [],
  };
  return { ...base, authProvider: null, maxAgeDays: null, disabledAuthenticators: [], rules, ...over };
}

export function roleGroup(over: Partial<RoleGroup> = {}): RoleGroup {
  const base = {
    id: 'g',
    name: 'Admins',
    roleNames: ['Helpdesk'],
    grantsTop: false,
    type: 'security',
  } as const;
  return {
    ...base,
    roleAssignable: true,
    dynamic: false,
    filledByRules: [],
    nestedGroupNames: [],
    ownerIds: [],
    ...over,
  };
}

const atlassian = { id: 'app1', name: 'Atlassian Cloud' };
export const daysAhead = (days: number): Date => new Date(now.getTime() + days * 86_400_000);

export function job(over: Partial<SyncJob> = {}): SyncJob {
  return {
    app: atlassian,
    id: 'job1',
    code: 'Active',
    scheduled: true,
    appAddedAt: daysAgo(300),
    successiveFailures: 0,
    lastRunAt: daysAgo(0.01),
    lastSuccessAt: daysAgo(0.01),
    steadySince: daysAgo(290),
    quarantine: null,
    ...over,
  };
}

export function appLog(over: Partial<AppLog> = {}): AppLog {
  const counts = { successes: 100, failures: 0, skipped: 7, failedObjects: 0, groupUpdates: 10 };
  return { app: atlassian, ...counts, errors: [], failingGroups: [], ...over };
}

export function stuck(over: Partial<StuckAccount> = {}): StuckAccount {
  const when = { since: daysAgo(2), lastAt: daysAgo(0.1), attempts: 5 };
  return {
    app: atlassian,
    who: 'ann@acme.example',
    state: 'failing',
    ...when,
    leaver: false,
    because: null,
    ...over,
  };
}

export function guard(over: Partial<DeletionGuard> = {}): DeletionGuard {
  return { subject: 'Atlassian Cloud', kind: 'job', limit: 50, scope: 100, waiting: null, ...over };
}

export function assignedGroup(over: Partial<AssignedGroup> = {}): AssignedGroup {
  return {
    app: atlassian,
    name: 'Jira Users',
    securityEnabled: true,
    directMembers: 40,
    nestedGroups: [],
    ...over,
  };
}

export function pushMapping(over: Partial<PushMapping> = {}): PushMapping {
  return {
    id: 'gPm1',
    app: atlassian,
    group: 'Engineering',
    status: 'ACTIVE',
    error: null,
    lastPushAt: daysAgo(1),
    membersChangedAt: daysAgo(2),
    assigns: false,
    ...over,
  };
}

export function trouble(over: Partial<Trouble> = {}): Trouble {
  return {
    app: atlassian,
    kind: 'credentials',
    at: daysAgo(0.1),
    count: 3,
    because: null,
    healed: false,
    source: false,
    ...over,
  };
}

export function agent(name: string, over: Partial<Agent> = {}): Agent {
  return { name, status: 'OPERATIONAL', current: true, lastSeen: daysAgo(0), ...over };
}

export function signing(over: Partial<SigningCertificate> = {}): SigningCertificate {
  return {
    app: 'Jira',
    name: 'certificate',
    kind: 'certificate',
    expiresAt: daysAhead(400),
    used: null,
    successor: false,
    weakSignature: false,
    ...over,
  };
}

export function secret(endsInDays: number | null, over: Partial<AppCredential> = {}): AppCredential {
  const expiresAt = endsInDays === null ? null : daysAhead(endsInDays);
  return { name: 'secret "ci"', kind: 'secret', since: daysAgo(10), expiresAt, ...over };
}

export function token(over: Partial<ApiToken> = {}): ApiToken {
  return { name: 'hr-sync', owner: 'ann@acme.example', ownerActive: true, expiresAt: daysAhead(29), ...over };
}

export function registered(endsInDays: number, over: Partial<Registered> = {}): Registered {
  return {
    name: 'Atlassian SCIM key',
    app: null,
    expiresAt: daysAhead(endsInDays),
    owner: 'ann@acme.example',
    ...over,
  };
}

/** A directory in which every check passes; tests break one thing at a time. */
export function healthy(kind: Kind): Facts {
  const ids = ['bg1', 'bg2', 'ann', 'ben', 'cat', 'dan'];
  const topId = kind === 'okta' ? SUPER_ADMIN : GLOBAL_ADMINISTRATOR;
  const top = (id: string) => role(id, { roleId: topId, roleName: 'Top', tier: 'top' });
  const emergency = [sealed('bg1'), sealed('bg2')];
  const known = factors(Object.fromEntries(ids.map((id) => [id, [key, totp]])));
  const roles = [top('bg1'), top('bg2'), top('ann'), role('ben'), role('cat'), role('dan')];
  return {
    roles,
    roleHolders: roles,
    roleGroups: [roleGroup({ type: kind === 'okta' ? 'okta_group' : 'security' })],
    breakGlass: emergency,
    adminFactors: known,
    adminSignIns: new Map(ids.map((id) => [id, daysAgo(1)])),
    conditionalAccess: { policies: [policy()], securityDefaults: false },
    domains: [{ name: 'acme.onmicrosoft.com', initial: true, authentication: 'Managed' }],
    exclusionGroups: [],
    lifecycleAutomations: [],
    guestTrust: { mfaAccepted: true },
    methodsPolicy: { weakEnabled: ['sms'] },
    oktaPolicies: {
      engine: 'oie',
      signOn: [oktaPolicy([rule()])],
      adminConsole: oktaPolicy([rule()]),
      dashboard: oktaPolicy([rule()]),
      mfaEnroll: [],
      idpDiscovery: [],
      password: [],
      lifecycle: [],
    },
    syncJobs: [job()],
    provisioningLog: { apps: [appLog()] },
    stuckAccounts: { found: [], population: '100 accounts' },
    deletionGuards: [guard()],
    assignedGroups: [assignedGroup()],
    leaverPaths: [{ app: atlassian, works: true, because: '' }],
    leftovers: { apps: 1, accounts: 100, found: [] },
    directorySync: { enabled: true, lastAt: daysAgo(0.01) },
    syncErrors: { synced: 200, objects: [] },
    pushMappings: [pushMapping()],
    troubles: [],
    agentPools: [{ name: 'corp', kind: 'AD', agents: [agent('a1'), agent('a2')] }],
    signingCertificates: [signing()],
    federationCertificates: [
      { name: 'Partner', kind: 'certificate', stops: true, expiresAt: daysAhead(300), nextExpiresAt: null },
    ],
    appCredentials: [{ app: 'CI', credentials: [secret(100)] }],
    apiTokens: [token()],
    keyedApps: { apps: [atlassian], unread: null },
    ownCredentials: [{ name: 'secret of Lockstep', kind: 'secret', expiresAt: daysAhead(100) }],
    registeredCredentials: [registered(200)],
    accounts: ids.map((id) =>
      account(id, id.startsWith('bg') ? { login: `${id}@acme.onmicrosoft.com` } : {}),
    ),
    factors: known,
    drills: emergency.map(({ entry }) => ({ connection: 'any', login: entry.login, closedAt: daysAgo(10) })),
    lastRuns: { byCheck: new Map([['mfa-missing', [{ status: 'pass' as const, because: null }]]]) },
    freshness: { sources: [{ name: 'sync:any', lastSuccessAt: daysAgo(0), intervalMs: 3_600_000 }] },
  };
}

export type Broken = { readonly [N in keyof Facts]?: Facts[N] | Error };

/** What a check of the catalogue says about a healthy directory with something changed. */
export function judge(id: string, change: Broken = {}, kind?: Kind): Verdict {
  const check = checkOf(id);
  const where = kind ?? (check.providers.includes('entra') ? 'entra' : 'okta');
  const facts = { ...healthy(where), ...change };
  const registered = facts.breakGlass instanceof Error ? [] : facts.breakGlass;
  return verdictOn(check, {
    problem: null,
    disabled: false,
    gathered: new Map(check.needs.map((name) => [name, facts[name]])),
    judging: {
      now,
      connection: 'any',
      kind: where,
      breakGlass: registered.map(({ entry }) => entry),
      threshold: (name) => check.thresholds[name]?.value ?? Number.NaN,
      excepted: () => false,
      sensitive: (name) => name === 'Payroll',
    },
  });
}

export function checkOf(id: string): Check {
  const check = checks.find((candidate) => candidate.id === id);
  if (check === undefined) throw new Error(`no check ${id}`);
  return check;
}

/** `pass`, `subject severity, …` or the reason why there is no verdict. */
export function inWords(id: string, change?: Broken, kind?: Kind): string {
  const verdict = judge(id, change, kind);
  if ('reason' in verdict) return verdict.reason;
  const said = verdict.findings.map(
    (f) => `${f.subject.split('@')[0]} ${f.severity ?? checkOf(id).severity}`,
  );
  return said.join(', ') || 'pass';
}
