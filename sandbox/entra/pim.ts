import { randomUUID } from 'node:crypto';
import { addMember } from '../tenant/entra-changes.ts';
import {
  type EntraPimAssignment,
  type EntraPimEligibility,
  endAssignment,
  pimService,
} from '../tenant/entra-pim.ts';
import type { EntraGroup } from '../tenant/entra-tenant.ts';
import { refuseUnmanageable } from './change-members.ts';
import { bodyOf, type Call, contextOf, type Endpoint } from './endpoint.ts';
import { badRequest, GraphFailure, missing, noGovernance } from './failure.ts';
import { groupOf } from './groups.ts';
import { listPage } from './listing.ts';
import type { Shape } from './shape.ts';

const base = '/identityGovernance/privilegedAccess/group';
const write = 'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup';
const usualMs = 180 * 86_400_000;

const instanceShape: Shape<EntraPimAssignment> = {
  type: 'microsoft.graph.privilegedAccessGroupAssignmentScheduleInstance',
  usual: [
    'id',
    'principalId',
    'accessId',
    'groupId',
    'assignmentType',
    'memberType',
    'startDateTime',
    'endDateTime',
  ],
  fields: {
    id: ({ id }) => id,
    principalId: ({ principalId }) => principalId,
    groupId: ({ groupId }) => groupId,
    accessId: () => 'member',
    assignmentType: () => 'assigned',
    memberType: () => 'direct',
    startDateTime: ({ startDateTime }) => startDateTime,
    endDateTime: ({ endDateTime }) => endDateTime,
  },
};

const eligibleShape: Shape<EntraPimEligibility> = {
  type: 'microsoft.graph.privilegedAccessGroupEligibilityScheduleInstance',
  usual: ['id', 'principalId', 'accessId', 'groupId', 'memberType', 'endDateTime'],
  fields: {
    id: idOfEligible,
    principalId: ({ principalId }) => principalId,
    groupId: ({ groupId }) => groupId,
    accessId: ({ accessId }) => accessId,
    memberType: () => 'direct',
    endDateTime: () => null,
  },
};

function idOfEligible({ groupId, accessId, principalId }: EntraPimEligibility): string {
  return `${groupId}_${accessId}_${principalId}`;
}

/** Both lists of schedule instances want to know which group or whose they are. */
function mustBeNarrow(call: Call): void {
  if (!call.tenant.licences.p2) throw noGovernance();
  if (!/\b(groupId|principalId) eq /.test(call.query.get('$filter') ?? ''))
    throw badRequest('The filter must name groupId or principalId.');
}

/** PIM for Groups (privilegedAccessGroupAssignmentScheduleRequest). */
export const pimEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: `${base}/eligibilityScheduleInstances`,
    roles: ['PrivilegedEligibilitySchedule.Read.AzureADGroup'],
    query: ['$select', '$filter', '$top', '$skiptoken'],
    answer: (call) => {
      mustBeNarrow(call);
      return listPage(call, {
        context: 'identityGovernance/privilegedAccess/group/eligibilityScheduleInstances',
        source: () => call.tenant.pim.eligibilities,
        idOf: idOfEligible,
        shape: eligibleShape,
        filterable: { groupId: 'string', principalId: 'string', accessId: 'string' },
      });
    },
  },
  {
    method: 'GET',
    path: `${base}/assignmentScheduleInstances`,
    roles: ['PrivilegedAssignmentSchedule.Read.AzureADGroup', write],
    query: ['$select', '$filter', '$top', '$skiptoken'],
    answer: (call) => {
      mustBeNarrow(call);
      return listPage(call, {
        context: 'identityGovernance/privilegedAccess/group/assignmentScheduleInstances',
        source: () => call.tenant.pim.assignments,
        idOf: ({ id }) => id,
        shape: instanceShape,
        filterable: { groupId: 'string', principalId: 'string', accessId: 'string' },
      });
    },
  },
  { method: 'POST', path: `${base}/assignmentScheduleRequests`, roles: [write], answer: request },
];

async function request(call: Call): Promise<Response> {
  const { tenant } = call;
  if (!tenant.licences.p2) throw noGovernance();
  const body = await bodyOf(call);
  const { accessId, principalId, groupId, action } = body;
  if (accessId !== 'member') throw invalid();
  const group = groupOf(tenant, String(groupId));
  if (!tenant.users.has(String(principalId))) throw missing(String(principalId));
  refuseUnmanageable(call, group);
  tenant.pim.onboarded.add(group.id);
  act(call, { group, principalId: String(principalId), action, end: () => endOf(call, group, body) });
  const answer = { ...body, id: randomUUID(), status: 'Provisioned', isValidationOnly: false };
  const context = contextOf(call, `${base.slice(1)}/assignmentScheduleRequests/$entity`);
  const targetScheduleId = `${group.id}_member_${String(principalId)}`;
  return Response.json({ '@odata.context': context, ...answer, targetScheduleId }, { status: 201 });
}

interface Wanted {
  readonly group: EntraGroup;
  readonly principalId: string;
  readonly action: unknown;
  readonly end: () => string;
}

function act(call: Call, { group, principalId, action, end }: Wanted): void {
  const { tenant, shared } = call;
  const { assignments } = tenant.pim;
  const known = assignments.find((each) => each.groupId === group.id && each.principalId === principalId);
  switch (action) {
    case 'adminAssign': {
      if (known !== undefined)
        throw new GraphFailure(400, 'RoleAssignmentExists', 'The Role assignment already exists.');
      const endDateTime = end();
      const id = `${group.id}_member_${principalId}`;
      const startDateTime = new Date(shared.now()).toISOString();
      const assignment = { id, groupId: group.id, principalId, startDateTime, endDateTime };
      shared.replica.write(`${group.id} ${principalId}`, true, () => {
        assignments.push(assignment);
        addMember(tenant, group.id, principalId, pimService);
      });
      return;
    }
    case 'adminUpdate':
    case 'adminExtend':
      if (known === undefined) throw absent();
      known.endDateTime = end();
      return;
    case 'adminRemove':
      if (known === undefined) throw absent();
      shared.replica.write(`${group.id} ${principalId}`, false, () => endAssignment(tenant, known));
      return;
    default:
      throw invalid();
  }
}

/** The policy of every group wants an end, and one that is near enough. */
function endOf({ shared, tenant }: Call, group: EntraGroup, body: Readonly<Record<string, unknown>>): string {
  const { type, endDateTime } = expirationIn(body);
  if (type !== undefined && type !== 'afterDateTime' && type !== 'noExpiration') throw invalid();
  const end = type === 'afterDateTime' ? Date.parse(String(endDateTime)) : Number.POSITIVE_INFINITY;
  if (Number.isNaN(end) || end <= shared.now()) throw invalid();
  if (end - shared.now() > (tenant.pim.longestMs.get(group.id) ?? usualMs))
    throw new GraphFailure(
      400,
      'RoleAssignmentRequestPolicyValidationFailed',
      'The following policy rules failed: ["ExpirationRule"]',
    );
  return new Date(end).toISOString();
}

function expirationIn({
  scheduleInfo,
}: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (typeof scheduleInfo !== 'object' || scheduleInfo === null || !('expiration' in scheduleInfo)) return {};
  const { expiration } = scheduleInfo;
  // An object that came out of JSON has string keys.
  return typeof expiration === 'object' && expiration !== null ? (expiration as Record<string, unknown>) : {};
}

const invalid = () =>
  new GraphFailure(400, 'InvalidRoleAssignmentRequest', 'The role assignment request is invalid.');
const absent = () =>
  new GraphFailure(400, 'RoleAssignmentDoesNotExist', 'The Role assignment does not exist.');
