import { z } from 'zod';
import type { RoleGroup } from '../../../domain/role.ts';
import { OperatorError } from '../../../lib/operator-error.ts';
import { GraphGroup, literal } from '../account.ts';
import { isCode, isNotFound } from '../errors.ts';
import type { Graph } from '../graph.ts';
import { typeOf } from '../look-up.ts';

const Member = z.object({ id: z.string() });
/** Who may make themselves a member or an owner (privilegedAccessGroupEligibilityScheduleInstance). */
const Eligible = z.object({ principalId: z.string(), accessId: z.string() });

export interface GroupHolder {
  readonly id: string;
  readonly memberIds: readonly string[];
  /** Members by PIM for Groups as soon as they want to be, and none now. */
  readonly eligibleIds: readonly string[];
  readonly facts: Omit<RoleGroup, 'roleNames' | 'grantsTop'>;
  /** Why it is not known who may become a member or an owner; null = it is. */
  readonly unread: OperatorError | null;
}

/** Which of the principals are groups, with their transitive people, those who may become some, owners and nesting. */
export async function readRoleGroups(
  graph: Graph,
  principalIds: readonly string[],
): Promise<ReadonlyMap<string, GroupHolder>> {
  const bodies = await graph.batch(
    principalIds.map((id) => `/groups/${id}?$select=id,displayName,groupTypes,isAssignableToRole`),
  );
  const found = new Map<string, GroupHolder>();
  for (const body of bodies) {
    if (body instanceof OperatorError && body.code === 'NOT_FOUND') continue;
    if (body instanceof OperatorError) throw body;
    const group = GraphGroup.parse(body);
    found.set(group.id, await describe(graph, group));
  }
  return found;
}

async function describe(graph: Graph, group: z.infer<typeof GraphGroup>): Promise<GroupHolder> {
  const members = await graph.list(`/groups/${group.id}/transitiveMembers?$top=999`);
  const owners = await graph.list(`/groups/${group.id}/owners?$top=999`);
  const nested = members.filter((item) => typeOf(item).endsWith('.group'));
  const memberIds = peopleIn(members);
  const { eligible, unread } = await orRefused(async () => await readEligible(graph, group.id));
  return {
    id: group.id,
    memberIds,
    eligibleIds: eligible.member.filter((id) => !memberIds.includes(id)),
    facts: {
      id: group.id,
      name: group.displayName ?? group.id,
      type: 'security',
      roleAssignable: group.isAssignableToRole === true,
      dynamic: group.groupTypes?.includes('DynamicMembership') === true,
      filledByRules: [],
      nestedGroupNames: nested.map((item) => GraphGroup.parse(item).displayName ?? 'a group'),
      ownerIds: [...new Set([...owners.map((item) => Member.parse(item).id), ...eligible.owner])],
    },
    unread,
  };
}

function peopleIn(items: readonly unknown[]): readonly string[] {
  return items.filter((item) => typeOf(item).endsWith('.user')).map((item) => Member.parse(item).id);
}

type Eligibles = Readonly<Record<'member' | 'owner', readonly string[]>>;

/** What Graph refuses to tell of PIM takes nothing away from who is a member now. */
async function orRefused(
  read: () => Promise<Eligibles>,
): Promise<{ readonly eligible: Eligibles; readonly unread: OperatorError | null }> {
  try {
    return { eligible: await read(), unread: null };
  } catch (error) {
    if (!isCode(error, 'NOT_PERMITTED', 'NOT_FOUND', 'PROVIDER_REFUSED')) throw error;
    return { eligible: { member: [], owner: [] }, unread: error };
  }
}

/** People, also behind a group that is eligible as a whole. Nobody is where the tenant has no licence for PIM. */
async function readEligible(graph: Graph, groupId: string): Promise<Eligibles> {
  const rows = await listEligible(graph, `groupId%20eq%20${literal(groupId)}`);
  const ids = [...new Set(rows.map(({ principalId }) => principalId))];
  const users = await graph.batch(ids.map((id) => `/users/${id}?$select=id`));
  const people = new Map<string, readonly string[]>();
  for (const [i, user] of users.entries()) {
    const id = ids[i] ?? '';
    if (user instanceof OperatorError && !isNotFound(user)) throw user;
    people.set(id, user instanceof OperatorError ? await membersBehind(graph, id) : [id]);
  }
  const having = (access: string) =>
    rows
      // Samples and metadata disagree on the case.
      .filter(({ accessId }) => accessId.toLowerCase() === access)
      .flatMap(({ principalId }) => people.get(principalId) ?? []);
  return { member: [...new Set(having('member'))], owner: [...new Set(having('owner'))] };
}

async function listEligible(graph: Graph, filter: string): Promise<readonly z.infer<typeof Eligible>[]> {
  const path = '/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances';
  try {
    return (await graph.list(`${path}?$filter=${filter}`)).map((row) => Eligible.parse(row));
  } catch (error) {
    if (error instanceof OperatorError && error.code === 'NOT_LICENSED') return [];
    throw error;
  }
}

/** Of a group; a service principal has none. */
async function membersBehind(graph: Graph, id: string): Promise<readonly string[]> {
  try {
    return peopleIn(await graph.list(`/groups/${id}/transitiveMembers?$top=999`));
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}
