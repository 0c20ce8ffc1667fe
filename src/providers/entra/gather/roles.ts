import { z } from 'zod';
import {
  ENTRA_TIER_ZERO,
  GLOBAL_ADMINISTRATOR,
  type RoleAssignment,
  type RoleGroup,
} from '../../../domain/role.ts';
import { OperatorError } from '../../../lib/operator-error.ts';
import { moment } from '../../moment.ts';
import { isNotFound } from '../errors.ts';
import type { Graph } from '../graph.ts';
import { readRoleGroups } from './role-groups.ts';

const Definition = z.object({
  id: z.string(),
  templateId: z.string().nullish(),
  displayName: z.string(),
  isPrivileged: z.boolean().nullish(),
});
const Instance = z.object({
  principalId: z.string(),
  roleDefinitionId: z.string(),
  directoryScopeId: z.string().nullish(),
  assignmentType: z.string().nullish(),
  memberType: z.string().nullish(),
  startDateTime: moment,
  endDateTime: moment,
});
type Instance = z.infer<typeof Instance> & { readonly eligible: boolean };

export interface Held {
  readonly assignments: readonly RoleAssignment[];
  readonly groups: readonly RoleGroup[];
  /** Why those are missing who may make themselves a member of a group; null = nobody is. */
  readonly unread: OperatorError | null;
}

/** Who holds roles, by every way: active and eligible, directly and through groups, whose members are added, and whoever may become one. */
export async function gatherHeld(graph: Graph): Promise<Held> {
  const definitions = new Map(
    (await graph.list('/roleManagement/directory/roleDefinitions'))
      .map((raw) => Definition.parse(raw))
      .map((d) => [d.id, d]),
  );
  const instances = await readInstances(graph);
  if (instances.length === 0) {
    throw new OperatorError(
      'EVIDENCE_INCOMPLETE',
      'Entra ID named no administrator at all, which no tenant is without',
      'Grant RoleManagement.Read.Directory.',
    );
  }
  const groups = await readRoleGroups(graph, [...new Set(instances.map(({ principalId }) => principalId))]);
  const assignments = instances.flatMap((instance) => {
    const group = groups.get(instance.principalId);
    if (group === undefined)
      return [
        toAssignment(instance, definitions, { accountId: instance.principalId, viaGroupId: viaOf(instance) }),
      ];
    const through = (held: Instance) => (accountId: string) =>
      toAssignment(held, definitions, { accountId, viaGroupId: group.id });
    return [
      ...group.memberIds.map(through(instance)),
      ...group.eligibleIds.map(through({ ...instance, eligible: true })),
    ];
  });
  const roleGroups = [...groups.values()].map((group) => {
    const held = instances
      .filter(({ principalId }) => principalId === group.id)
      .map(({ roleDefinitionId }) => definitions.get(roleDefinitionId));
    return {
      ...group.facts,
      roleNames: held.map((definition) => definition?.displayName ?? 'unknown'),
      grantsTop: held.some(
        (definition) => (definition?.templateId ?? definition?.id) === GLOBAL_ADMINISTRATOR,
      ),
    };
  });
  const direct = assignments.filter(({ viaGroupId }) => viaGroupId === null || viaGroupId === 'unnamed');
  const people = await onlyPeople(graph, direct);
  const members = assignments.filter((assignment) => !direct.includes(assignment));
  const unread = [...groups.values()].find((group) => group.unread !== null)?.unread ?? null;
  return { assignments: [...people, ...members], groups: roleGroups, unread };
}

/** With PIM the schedule instances tell active from eligible; without its licence the plain assignments are all there is. */
async function readInstances(graph: Graph): Promise<readonly Instance[]> {
  const base = '/roleManagement/directory';
  try {
    const active = await graph.list(`${base}/roleAssignmentScheduleInstances`);
    const eligible = await graph.list(`${base}/roleEligibilityScheduleInstances`);
    return [
      ...active.map((raw) => ({ ...Instance.parse(raw), eligible: false })),
      ...eligible.map((raw) => ({ ...Instance.parse(raw), eligible: true })),
    ];
  } catch (error) {
    if (!(error instanceof OperatorError && error.code === 'NOT_LICENSED')) throw error;
    return (await graph.list(`${base}/roleAssignments`)).map((raw) => ({
      ...Instance.parse(raw),
      eligible: false,
    }));
  }
}

/** Service principals hold roles too; the checks of this list are about people. Members of groups are known to be people. */
async function onlyPeople(
  graph: Graph,
  assignments: readonly RoleAssignment[],
): Promise<readonly RoleAssignment[]> {
  const ids = [...new Set(assignments.map(({ accountId }) => accountId))];
  const bodies = await graph.batch(ids.map((id) => `/users/${id}?$select=id`));
  const people = new Set<string>();
  for (const [i, body] of bodies.entries()) {
    if (isNotFound(body)) continue;
    if (body instanceof OperatorError) throw body;
    people.add(ids[i] ?? '');
  }
  return assignments.filter(({ accountId }) => people.has(accountId));
}

function toAssignment(
  instance: Instance,
  definitions: ReadonlyMap<string, z.infer<typeof Definition>>,
  { accountId, viaGroupId }: { readonly accountId: string; readonly viaGroupId: string | null },
): RoleAssignment {
  const definition = definitions.get(instance.roleDefinitionId);
  const roleId = definition?.templateId ?? instance.roleDefinitionId;
  const scope = instance.directoryScopeId ?? '/';
  return {
    accountId,
    roleId,
    roleName: definition?.displayName ?? roleId,
    tier: tierOf(roleId, definition?.isPrivileged ?? null),
    state: stateOf(instance),
    viaGroupId,
    endsAt: instance.endDateTime,
    since: instance.startDateTime,
    scope: scope === '/' ? 'tenant' : scope,
  };
}

function tierOf(roleId: string, privileged: boolean | null): RoleAssignment['tier'] {
  if (roleId === GLOBAL_ADMINISTRATOR) return 'top';
  if (ENTRA_TIER_ZERO.includes(roleId)) return 'tier0';
  // Not every version of Graph tells; a role it says nothing about is taken for privileged.
  return privileged === false ? 'ordinary' : 'privileged';
}

/** A row of a person may stand for a group's role: it is no direct one, though it does not name the group. */
function viaOf({ memberType }: Instance): string | null {
  return memberType == null || memberType.toLowerCase() === 'direct' ? null : 'unnamed';
}

function stateOf({ eligible, assignmentType }: Instance): RoleAssignment['state'] {
  if (eligible) return 'eligible';
  // Samples and metadata disagree on the case.
  return assignmentType?.toLowerCase() === 'activated' ? 'activated' : 'active';
}
