import { breakGlass, type CastName, groups } from './cast.ts';
import { entraNameOf, entraUserByName } from './entra-people.ts';
import type { EntraGroup, EntraTenant } from './entra-tenant.ts';
import type { Crowd } from './okta-groups.ts';
import type { Making } from './okta-people.ts';

interface Known {
  readonly name: string;
  readonly cast?: readonly CastName[];
  readonly names?: readonly string[];
  readonly owners?: readonly CastName[];
  readonly fields?: Partial<EntraGroup>;
}

const known: readonly Known[] = [
  { name: groups.entra.it, cast: ['ada', 'bob', 'alan', 'linus'], owners: ['ada'] },
  { name: groups.entra.vpn, cast: ['ada', 'hedy'] },
  {
    name: groups.entra.emergency,
    names: Object.values(breakGlass.entra),
    fields: { isAssignableToRole: true },
  },
  { name: groups.entra.mfaExclusions, cast: ['katherine', 'tim', 'vint'], owners: ['bob'] },
  { name: groups.entra.tierZero, cast: ['margaret'], fields: { isAssignableToRole: true } },
  { name: groups.entra.synced, cast: ['frances', 'hedy'], fields: { onPremisesSyncEnabled: true } },
  { name: groups.entra.twin, cast: ['vint'] },
  { name: groups.entra.twin, cast: ['tim'] },
];

export function settleEntraGroups(tenant: EntraTenant, crowd: Crowd, making: Making): void {
  for (const entry of known) {
    const group = createGroup(tenant, entry.name, making, entry.fields);
    const members = [...(entry.cast ?? []).map(entraNameOf), ...(entry.names ?? [])];
    for (const name of members) group.members.add(entraUserByName(tenant, name).id);
    for (const owner of entry.owners ?? []) group.owners.add(entraUserByName(tenant, entraNameOf(owner)).id);
  }
  createGroup(tenant, groups.entra.nesting, making).members.add(entraGroupByName(tenant, groups.entra.it).id);
  settleDynamic(tenant, making);
  settleCrowd(tenant, crowd, making);
}

/** Whom the company lets into Jira: large enough that losing it hurts. Settled last, so that everything else stays as it was drawn. */
export function settleJira(tenant: EntraTenant, making: Making): void {
  const group = createGroup(tenant, groups.entra.jira, making);
  const people = [...tenant.users.values()].filter(({ userType }) => userType === 'Member');
  for (const { id } of people.slice(0, 40)) group.members.add(id);
}

export function entraGroupByName(tenant: EntraTenant, name: string): EntraGroup {
  for (const group of tenant.groups.values()) if (group.displayName === name) return group;
  throw new Error(`no Entra group ${name}`);
}

function createGroup(
  tenant: EntraTenant,
  name: string,
  making: Making,
  fields: Partial<EntraGroup> = {},
): EntraGroup {
  const group: EntraGroup = {
    id: making.random.guid(),
    displayName: name,
    description: null,
    groupTypes: [],
    securityEnabled: true,
    mailEnabled: false,
    isAssignableToRole: null,
    isManagementRestricted: null,
    membershipRule: null,
    membershipRuleProcessingState: null,
    onPremisesSyncEnabled: null,
    createdDateTime: making.moment.ago(400),
    members: new Set(),
    owners: new Set(),
    ...fields,
  };
  tenant.groups.set(group.id, group);
  return group;
}

function settleDynamic(tenant: EntraTenant, making: Making): void {
  const group = createGroup(tenant, groups.entra.dynamic, making, {
    groupTypes: ['DynamicMembership'],
    membershipRule: '(user.userType -eq "Member")',
    membershipRuleProcessingState: 'On',
  });
  for (const user of tenant.users.values()) if (user.userType === 'Member') group.members.add(user.id);
}

function settleCrowd(tenant: EntraTenant, crowd: Crowd, making: Making): void {
  const teams = Array.from({ length: crowd.groups }, (_, index) =>
    createGroup(tenant, `Team ${String(index + 1).padStart(4, '0')}`, making),
  );
  if (teams.length === 0) return;
  for (const userId of tenant.users.keys()) {
    for (let n = 0; n < crowd.perPerson; n += 1)
      teams[making.random.below(teams.length)]?.members.add(userId);
  }
}
