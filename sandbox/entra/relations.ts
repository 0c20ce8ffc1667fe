import type { EntraAppAssignment, EntraApplication } from '../tenant/entra-credentials.ts';
import { type DirectoryObject, directoryObject, findObjects, mixedRender } from './directory-object.ts';
import { type Call, contextOf, type Endpoint, readUsers } from './endpoint.ts';
import { missing } from './failure.ts';
import { groupShape } from './group-shape.ts';
import { listPage } from './listing.ts';
import { groupsHolding } from './nesting.ts';
import { plainShape, renderOf, type Shape } from './shape.ts';
import { userShape } from './user-shape.ts';
import { userNamed } from './users.ts';

const listParameters = ['$select', '$top', '$skiptoken'];
const readApplications = ['Application.Read.All', 'Application.ReadWrite.All', 'Directory.Read.All'];

const ownedApplication: Shape<EntraApplication> = plainShape('microsoft.graph.application', [
  'id',
  'appId',
  'displayName',
]);

interface ShownAssignment extends EntraAppAssignment {
  readonly resourceDisplayName: string | null;
}

const assignmentShape: Shape<ShownAssignment> = {
  type: 'microsoft.graph.appRoleAssignment',
  usual: ['id', 'principalId', 'principalType', 'resourceId', 'resourceDisplayName'],
  fields: {
    id: ({ id }) => id,
    principalId: ({ principalId }) => principalId,
    principalType: ({ principalType }) => principalType,
    resourceId: ({ servicePrincipalId }) => servicePrincipalId,
    resourceDisplayName: ({ resourceDisplayName }) => resourceDisplayName,
  },
};

/** What hangs on a person: who answers for them, what they use and own. */
export const relationEndpoints: readonly Endpoint[] = [
  { method: 'GET', path: '/users/:id/manager', roles: readUsers, query: ['$select'], answer: manager },
  {
    method: 'GET',
    path: '/users/:id/appRoleAssignments',
    roles: ['Directory.Read.All', 'AppRoleAssignment.ReadWrite.All'],
    query: listParameters,
    answer: assignments,
  },
  {
    method: 'GET',
    path: '/users/:id/ownedObjects',
    roles: ['Directory.Read.All', 'Directory.ReadWrite.All'],
    query: listParameters,
    answer: owned,
  },
  {
    method: 'GET',
    path: '/applications/:id/owners',
    roles: readApplications,
    query: listParameters,
    answer: (call) => {
      const application = applicationOf(call);
      return objects(call, () => findObjects(call.tenant, application.owners ?? []));
    },
  },
];

function manager(call: Call): Response {
  const user = userNamed(call.tenant, call.param('id'));
  const found = call.tenant.users.get(user.managerId ?? '');
  if (found === undefined) throw missing('manager');
  const render = renderOf(userShape, call.query.get('$select'));
  return Response.json({
    '@odata.context': contextOf(call, 'directoryObjects/$entity'),
    '@odata.type': '#microsoft.graph.user',
    ...render(found),
  });
}

/** Those that come by a group in which the person is directly stand among them (user: list appRoleAssignments). */
function assignments(call: Call): Response {
  const { tenant } = call;
  const user = userNamed(tenant, call.param('id'));
  const holders = new Set([user.id, ...[...groupsHolding(tenant, user.id)].map(({ id }) => id)]);
  const shown = tenant.appAssignments
    .filter(({ principalId }) => holders.has(principalId))
    .map((each) => ({
      ...each,
      resourceDisplayName: tenant.servicePrincipals.get(each.servicePrincipalId)?.displayName ?? null,
    }));
  return listPage(call, {
    context: 'appRoleAssignments',
    source: () => shown,
    idOf: ({ id }) => id,
    shape: assignmentShape,
  });
}

function owned(call: Call): Response {
  const { tenant } = call;
  const { id } = userNamed(tenant, call.param('id'));
  const groups = [...tenant.groups.values()].filter(({ owners }) => owners.has(id));
  const applications = [...tenant.applications.values()].filter(({ owners }) => owners?.has(id) === true);
  return objects(call, () => [
    ...groups.map((group) => directoryObject(groupShape, group)),
    ...applications.map((application) => directoryObject(ownedApplication, application)),
  ]);
}

function objects(call: Call, source: () => Iterable<DirectoryObject>): Response {
  return listPage(call, {
    context: 'directoryObjects',
    source,
    idOf: ({ id }) => id,
    shape: { type: 'microsoft.graph.directoryObject', fields: { id: ({ id }) => id }, usual: ['id'] },
    render: mixedRender(call.query.get('$select')),
  });
}

/** By object id, which is not the client id. */
function applicationOf({ tenant, param }: Call): EntraApplication {
  const found = [...tenant.applications.values()].find(({ id }) => id === param('id'));
  if (found === undefined) throw missing(param('id'));
  return found;
}
