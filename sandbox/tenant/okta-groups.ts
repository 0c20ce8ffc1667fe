import { breakGlass, cast, credentials, groups } from './cast.ts';
import { type Making, oktaRole, oktaUserByLogin } from './okta-people.ts';
import type { OktaGroup, OktaTenant } from './okta-tenant.ts';

interface Known {
  readonly name: string;
  readonly type?: OktaGroup['type'];
  readonly logins?: readonly string[];
  readonly role?: string;
}

const login = (...names: (keyof typeof cast)[]): string[] => names.map((name) => cast[name].email);

const known: readonly Known[] = [
  { name: groups.okta.lockstepAdmins, logins: login('ada', 'alan', 'margaret') },
  { name: groups.okta.lockstepOperators, logins: login('linus', 'barbara') },
  { name: groups.okta.approvers, logins: login('frances', 'linus', 'alan') },
  { name: groups.okta.vpn, logins: login('ada', 'barbara', 'hedy') },
  { name: groups.okta.production, logins: login('ada', 'linus') },
  { name: groups.okta.emergency, logins: Object.values(breakGlass.okta) },
  { name: groups.okta.platformAdmins, logins: login('radia', 'ada'), role: 'SUPER_ADMIN' },
  { name: groups.okta.engineering, logins: login('ada', 'alan', 'grace', 'barbara', 'linus') },
  { name: groups.okta.finance, type: 'APP_GROUP', logins: login('frances', 'hedy') },
  { name: groups.okta.twin, logins: login('vint') },
  { name: groups.okta.twin, logins: login('tim') },
];

export interface Crowd {
  /** How many groups beside those of the story. */
  readonly groups: number;
  readonly perPerson: number;
}

export function settleOktaGroups(tenant: OktaTenant, crowd: Crowd, making: Making): void {
  const everyone = createGroup(tenant, { name: groups.okta.everyone, type: 'BUILT_IN' }, making);
  tenant.memberships.set(
    everyone.id,
    new Set(
      [...tenant.users.values()].filter(({ status }) => status !== 'DEPROVISIONED').map(({ id }) => id),
    ),
  );
  for (const entry of known) {
    const group = createGroup(tenant, entry, making);
    tenant.memberships.set(
      group.id,
      new Set((entry.logins ?? []).map((each) => oktaUserByLogin(tenant, each).id)),
    );
    if (entry.role !== undefined) tenant.groupRoles.set(group.id, [oktaRole(entry.role, 'GROUP', making)]);
  }
  settleRules(tenant, making);
  settleTokens(tenant, making);
  settleCrowd(tenant, crowd, making);
}

export function oktaGroupByName(tenant: OktaTenant, name: string): OktaGroup {
  for (const group of tenant.groups.values()) if (group.name === name) return group;
  throw new Error(`no Okta group ${name}`);
}

function createGroup(tenant: OktaTenant, entry: Known, { random, moment }: Making): OktaGroup {
  const created = moment.ago(400);
  const group: OktaGroup = {
    id: random.oktaId('00g'),
    type: entry.type ?? 'OKTA_GROUP',
    name: entry.name,
    description: null,
    created,
    lastUpdated: created,
    lastMembershipUpdated: moment.ago(10 + random.next() * 100),
  };
  tenant.groups.set(group.id, group);
  tenant.memberships.set(group.id, new Set());
  return group;
}

function settleRules(tenant: OktaTenant, { random, moment }: Making): void {
  const rules = [
    {
      name: 'Platform to admins',
      group: groups.okta.platformAdmins,
      status: 'ACTIVE' as const,
      team: 'Platform',
    },
    { name: 'Engineers', group: groups.okta.engineering, status: 'ACTIVE' as const, team: 'Engineering' },
    { name: 'Old VPN rule', group: groups.okta.vpn, status: 'INACTIVE' as const, team: 'VPN' },
  ];
  for (const { name, group, status, team } of rules) {
    const id = random.oktaId('0pr');
    const created = moment.ago(350);
    tenant.groupRules.set(id, {
      id,
      name,
      status,
      expression: `user.department=="${team}"`,
      groupIds: [oktaGroupByName(tenant, group).id],
      excludedUsers: [],
      created,
      lastUpdated: created,
    });
  }
  tenant.owners.set(
    oktaGroupByName(tenant, groups.okta.platformAdmins).id,
    new Set([oktaUserByLogin(tenant, cast.linus.email).id]),
  );
}

/** Scopes of the first service app, which only reads. */
const watcherScopes: readonly string[] = [
  'okta.logs.read',
  'okta.groups.read',
  'okta.users.read',
  'okta.apps.read',
  'okta.roles.read',
  'okta.policies.read',
  'okta.networkZones.read',
  'okta.authenticators.read',
  'okta.orgs.read',
  'okta.agentPools.read',
  'okta.idps.read',
  'okta.apiTokens.read',
];
/** Of the second one, which only acts. An API token has what its owner's role has. */
const actorScopes: readonly string[] = ['okta.groups.manage', 'okta.users.manage', 'okta.apps.manage'];

function settleTokens(tenant: OktaTenant, { random }: Making): void {
  const userId = oktaUserByLogin(tenant, cast.barbara.email).id;
  const { okta } = credentials;
  tenant.apiTokens.set(okta.watcherToken, {
    id: random.oktaId('00T'),
    name: 'lockstep-watcher',
    userId,
    scopes: watcherScopes,
  });
  tenant.apiTokens.set(okta.actorToken, {
    id: random.oktaId('00T'),
    name: 'lockstep-actor',
    userId,
    scopes: [...watcherScopes, ...actorScopes],
  });
  tenant.apiTokens.set(okta.narrowToken, {
    id: random.oktaId('00T'),
    name: 'users-only',
    userId,
    scopes: ['okta.users.read'],
  });
  const client = (clientId: string, label: string, scopes: readonly string[]) =>
    tenant.clients.set(clientId, { clientId, label, scopes, dpop: true, status: 'ACTIVE', keys: [] });
  client(okta.watcherClient, 'Lockstep watcher', watcherScopes);
  client(okta.actorClient, 'Lockstep actor', actorScopes);
  const { signInClient: clientId, signInSecret: secret } = okta;
  tenant.webApps.set(clientId, { clientId, secret, redirectUris: [] });
}

function settleCrowd(tenant: OktaTenant, crowd: Crowd, making: Making): void {
  const created = Array.from({ length: crowd.groups }, (_, index) =>
    createGroup(tenant, { name: `Team ${String(index + 1).padStart(4, '0')}` }, making),
  );
  const sets = created.flatMap(({ id }) => tenant.memberships.get(id) ?? []);
  if (sets.length === 0) return;
  for (const { id: userId, status } of tenant.users.values()) {
    if (status === 'DEPROVISIONED') continue;
    for (let n = 0; n < crowd.perPerson; n += 1) sets[making.random.below(sets.length)]?.add(userId);
  }
}
