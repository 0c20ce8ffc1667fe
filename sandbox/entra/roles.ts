import type { EntraRoleDefinition, EntraRoleInstance, EntraTenant } from '../tenant/entra-tenant.ts';
import { findObject } from './directory-object.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { badRequest, missing, noGovernance } from './failure.ts';
import type { Filterable } from './filter-tokens.ts';
import { type Listing, listPage, oneItem, wholeList } from './listing.ts';
import { plainShape, renderOf, type Shape } from './shape.ts';

const base = '/roleManagement/directory';
const readRoles = [
  'RoleManagement.Read.Directory',
  'RoleManagement.ReadWrite.Directory',
  'RoleManagement.Read.All',
  'Directory.Read.All',
];
const readActive = [...readRoles.slice(0, 3), 'RoleAssignmentSchedule.Read.Directory'];
const readEligible = [...readRoles.slice(0, 3), 'RoleEligibilitySchedule.Read.Directory'];

const definitionShape: Shape<EntraRoleDefinition> = {
  type: 'microsoft.graph.unifiedRoleDefinition',
  usual: [
    'id',
    'description',
    'displayName',
    'isBuiltIn',
    'isEnabled',
    'isPrivileged',
    'resourceScopes',
    'rolePermissions',
    'templateId',
    'version',
  ],
  fields: {
    id: ({ id }) => id,
    templateId: ({ id }) => id,
    displayName: ({ displayName }) => displayName,
    description: ({ displayName }) => `Holds the role ${displayName}.`,
    isBuiltIn: ({ isBuiltIn }) => isBuiltIn,
    isPrivileged: ({ isPrivileged }) => isPrivileged,
    isEnabled: () => true,
    resourceScopes: () => ['/'],
    rolePermissions: () => [],
    version: () => '1',
  },
};

const assignmentShape: Shape<EntraRoleInstance> = plainShape('microsoft.graph.unifiedRoleAssignment', [
  'id',
  'principalId',
  'roleDefinitionId',
  'directoryScopeId',
]);
const activeShape: Shape<EntraRoleInstance> = plainShape(
  'microsoft.graph.unifiedRoleAssignmentScheduleInstance',
  [
    'id',
    'principalId',
    'roleDefinitionId',
    'directoryScopeId',
    'startDateTime',
    'endDateTime',
    'assignmentType',
    'memberType',
  ],
);
const eligibleShape: Shape<EntraRoleInstance> = plainShape(
  'microsoft.graph.unifiedRoleEligibilityScheduleInstance',
  ['id', 'principalId', 'roleDefinitionId', 'directoryScopeId', 'startDateTime', 'endDateTime', 'memberType'],
);

const instanceFilter: Filterable = {
  principalId: 'string',
  roleDefinitionId: 'string',
  directoryScopeId: 'string',
};
const scheduleFilter: Filterable = {
  ...instanceFilter,
  assignmentType: 'string',
  memberType: 'string',
  endDateTime: 'date',
};
const parameters = ['$select', '$filter', '$expand', '$top', '$skiptoken'];

export const roleEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: `${base}/roleDefinitions`,
    roles: readRoles,
    query: ['$select', '$filter', '$top'],
    localized: true,
    answer: (call) => wholeList(call, definitions(call.tenant)),
  },
  {
    method: 'GET',
    path: `${base}/roleDefinitions/:id`,
    roles: readRoles,
    query: ['$select'],
    localized: true,
    answer: (call) => {
      const definition = call.tenant.roleDefinitions.get(call.param('id'));
      if (definition === undefined) throw missing(call.param('id'));
      return oneItem(call, 'roleManagement/directory/roleDefinitions', [definitionShape, definition]);
    },
  },
  {
    method: 'GET',
    path: `${base}/roleAssignments`,
    roles: readRoles,
    query: parameters,
    // What somebody has by being in a group is the group's assignment.
    answer: (call) =>
      instancePage(call, 'roleAssignments', {
        shape: assignmentShape,
        filterable: instanceFilter,
        source: () => call.tenant.activeRoles.filter(({ memberType }) => memberType === 'Direct'),
      }),
  },
  {
    method: 'GET',
    path: `${base}/roleAssignmentScheduleInstances`,
    roles: readActive,
    query: parameters,
    answer: (call) =>
      schedulePage(call, 'roleAssignmentScheduleInstances', {
        shape: activeShape,
        source: () => call.tenant.activeRoles,
      }),
  },
  {
    method: 'GET',
    path: `${base}/roleEligibilityScheduleInstances`,
    roles: readEligible,
    query: parameters,
    answer: (call) =>
      schedulePage(call, 'roleEligibilityScheduleInstances', {
        shape: eligibleShape,
        source: () => call.tenant.eligibleRoles,
      }),
  },
];

function definitions(tenant: EntraTenant): Listing<EntraRoleDefinition> {
  return {
    context: 'roleManagement/directory/roleDefinitions',
    source: () => tenant.roleDefinitions.values(),
    idOf: ({ id }) => id,
    shape: definitionShape,
    filterable: { id: 'string', displayName: 'string', isBuiltIn: 'boolean', templateId: 'string' },
  };
}

type Part = Pick<Listing<EntraRoleInstance>, 'shape' | 'source' | 'filterable'>;

function schedulePage(call: Call, name: string, part: Part): Response {
  if (!call.tenant.licences.p2) throw noGovernance();
  return instancePage(call, name, { ...part, filterable: scheduleFilter });
}

function instancePage(call: Call, name: string, part: Part): Response {
  const plain = renderOf(part.shape, call.query.get('$select'));
  const expanded = expansionOf(call);
  const render = (item: EntraRoleInstance) => ({ ...plain(item), ...expanded(item) });
  return listPage(call, {
    ...part,
    context: `roleManagement/directory/${name}`,
    idOf: ({ id }) => id,
    render,
  });
}

function expansionOf({ query, tenant }: Call): (item: EntraRoleInstance) => object {
  const names = query.get('$expand')?.split(',') ?? [];
  for (const name of names) {
    if (name !== 'principal' && name !== 'roleDefinition')
      throw badRequest(`Could not find a property named '${name}'.`);
  }
  const definition = renderOf(definitionShape, undefined);
  return ({ principalId, roleDefinitionId }) => {
    const role = tenant.roleDefinitions.get(roleDefinitionId);
    const principal = findObject(tenant, principalId);
    const told = principal === undefined ? null : { '@odata.type': principal.type, ...principal.write(null) };
    return {
      ...(names.includes('principal') ? { principal: told } : {}),
      ...(names.includes('roleDefinition')
        ? { roleDefinition: role === undefined ? null : definition(role) }
        : {}),
    };
  };
}
