import { createHash } from 'node:crypto';
import {
  type DirectoryObject,
  directoryObject,
  directoryObjectShape,
  findObjects,
  mixedRender,
} from './directory-object.ts';
import { bodyOf, type Call, contextOf, type Endpoint, isAdvanced, mayAlso, readGroups } from './endpoint.ts';
import { noSegment, refused, unsupportedQuery } from './failure.ts';
import { groupShape } from './group-shape.ts';
import { groupOf } from './groups.ts';
import { listPage } from './listing.ts';
import { groupsAround, groupsHolding, membersWithin } from './nesting.ts';
import { userNamed } from './users.ts';

const listParameters = ['$select', '$top', '$count', '$skiptoken'];

type Source = (call: Call) => Iterable<DirectoryObject>;

const inGroup: Readonly<Record<string, { readonly cost: number; readonly source: Source }>> = {
  members: {
    cost: 3,
    source: (call) => findObjects(call.tenant, groupOf(call.tenant, call.param('id')).members),
  },
  transitiveMembers: {
    cost: 5,
    source: (call) =>
      findObjects(call.tenant, membersWithin(call.tenant, groupOf(call.tenant, call.param('id')))),
  },
  owners: {
    cost: 2,
    source: (call) => findObjects(call.tenant, groupOf(call.tenant, call.param('id')).owners),
  },
};

const ofUser: Readonly<Record<string, { readonly cost: number; readonly source: Source }>> = {
  memberOf: { cost: 2, source: (call) => holders(call, groupsHolding) },
  transitiveMemberOf: { cost: 2, source: (call) => holders(call, groupsAround) },
};

export const membershipEndpoints: readonly Endpoint[] = [
  ...Object.entries(inGroup).flatMap((entry) => listsOf('/groups/:id', entry)),
  ...Object.entries(ofUser).flatMap((entry) => listsOf('/users/:id', entry)),
  {
    method: 'POST',
    path: '/users/:id/checkMemberGroups',
    roles: readGroups,
    cost: 4,
    answer: checkMemberGroups,
  },
];

function listsOf(
  owner: string,
  [name, { cost, source }]: readonly [string, { readonly cost: number; readonly source: Source }],
): readonly Endpoint[] {
  const shared = { method: 'GET', roles: readGroups, query: listParameters, cost } as const;
  return [
    { ...shared, path: `${owner}/${name}`, answer: (call) => objectPage(call, source) },
    { ...shared, path: `${owner}/${name}/:cast`, answer: (call) => castPage(call, name, source) },
  ];
}

function objectPage(call: Call, source: Source): Response {
  // Asked at once: a group that does not exist is 404, not an empty page.
  const first = source(call);
  first[Symbol.iterator]().next();
  return listPage(call, {
    context: 'directoryObjects',
    source: () => source(call),
    idOf: ({ id }) => id,
    shape: directoryObjectShape,
    render: mixedRender(call.query.get('$select')),
  });
}

/** `/members/microsoft.graph.user`: only objects of one type. Along memberships that are looked up backwards it is an advanced query. */
function castPage(call: Call, name: string, source: Source): Response {
  const cast = call.param('cast').replace(/^graph\./, 'microsoft.graph.');
  if (!/^microsoft\.graph\.(user|group|servicePrincipal|directoryRole)$/.test(cast)) throw noSegment(cast);
  if (name !== 'members' && name !== 'owners' && !isAdvanced(call)) {
    throw unsupportedQuery(
      "Request with OData cast needs the header 'ConsistencyLevel: eventual' and $count=true.",
    );
  }
  return objectPage(call, function* (asked) {
    for (const object of source(asked)) if (object.type === `#${cast}`) yield object;
  });
}

/** What a user is in: groups, and the directory roles that are assigned to it directly. */
function* holders(call: Call, groups: typeof groupsHolding): Iterable<DirectoryObject> {
  const { tenant } = call;
  const user = userNamed(tenant, call.param('id'));
  for (const group of groups(tenant, user.id)) yield directoryObject(groupShape, group);
  const readable = mayAlso(call, ['RoleManagement.Read.Directory', 'Directory.Read.All']);
  const roles = new Set(
    tenant.activeRoles
      .filter(({ principalId }) => principalId === user.id)
      .map((role) => role.roleDefinitionId),
  );
  for (const roleTemplateId of roles) {
    const id = directoryRoleId(tenant.tenantId, roleTemplateId);
    const displayName = tenant.roleDefinitions.get(roleTemplateId)?.displayName ?? null;
    // What the caller may not read comes with its id and nothing else.
    const known = readable ? { displayName, roleTemplateId } : { displayName: null, roleTemplateId: null };
    yield { id, type: '#microsoft.graph.directoryRole', write: () => ({ id, ...known }) };
  }
}

/** A directory role's own id is neither its template's nor its definition's. */
function directoryRoleId(tenantId: string, templateId: string): string {
  const hex = createHash('sha256').update(`${tenantId} ${templateId}`).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

async function checkMemberGroups(call: Call): Promise<Response> {
  const { groupIds } = await bodyOf(call);
  if (!Array.isArray(groupIds)) throw refused("The parameter 'groupIds' is missing or no collection.");
  if (groupIds.length > 20) {
    throw refused('The number of values of the parameter groupIds exceeds the maximum of 20.');
  }
  const user = userNamed(call.tenant, call.param('id'));
  const around = new Set([...groupsAround(call.tenant, user.id)].map(({ id }) => id));
  const value = groupIds.map(String).filter((id) => around.has(id));
  return Response.json({ '@odata.context': contextOf(call, 'Collection(Edm.String)'), value });
}
