import type { EntraTenant } from '../tenant/entra-tenant.ts';
import { groupShape, servicePrincipalShape } from './group-shape.ts';
import { noProperty, pick, type Shape, selectedNames } from './shape.ts';
import { userShape } from './user-shape.ts';

/** A member of something, of whatever type; `write` renders those of the names that its type has. */
export interface DirectoryObject {
  readonly id: string;
  /** With #, as @odata.type has it. */
  readonly type: string;
  readonly write: (names: readonly string[] | null) => Record<string, unknown>;
}

export function directoryObject<T extends { readonly id: string }>(
  shape: Shape<T>,
  item: T,
): DirectoryObject {
  return {
    id: item.id,
    type: `#${shape.type}`,
    write: (names) => pick(shape, names ?? shape.usual, item),
  };
}

export function findObject(tenant: EntraTenant, id: string): DirectoryObject | undefined {
  const user = tenant.users.get(id);
  if (user !== undefined) return directoryObject(userShape, user);
  const group = tenant.groups.get(id);
  if (group !== undefined) return directoryObject(groupShape, group);
  const principal = tenant.servicePrincipals.get(id);
  return principal === undefined ? undefined : directoryObject(servicePrincipalShape, principal);
}

export function* findObjects(tenant: EntraTenant, ids: Iterable<string>): Iterable<DirectoryObject> {
  for (const id of ids) {
    const found = findObject(tenant, id);
    if (found !== undefined) yield found;
  }
}

/** Properties of at least one type that may turn up in the list; any other is refused. */
export function mixedRender(
  select: string | undefined,
): (object: DirectoryObject) => Record<string, unknown> {
  const names = selectedNames(select);
  const shapes = [userShape, groupShape, servicePrincipalShape];
  for (const name of names ?? []) {
    if (!shapes.some(({ fields }) => Object.hasOwn(fields, name)) && name !== 'roleTemplateId') {
      throw noProperty(name, 'microsoft.graph.directoryObject');
    }
  }
  return (object) => ({ '@odata.type': object.type, ...object.write(names) });
}

/** Only what the members of a mixed list need of a Shape. */
export const directoryObjectShape: Shape<DirectoryObject> = {
  type: 'microsoft.graph.directoryObject',
  fields: { id: ({ id }) => id },
  usual: ['id'],
};
