import { badRequest } from './failure.ts';

/** A resource type: what its properties are and which of them come unasked. */
export interface Shape<T> {
  /** e.g. microsoft.graph.user */
  readonly type: string;
  readonly fields: Readonly<Record<string, (item: T) => unknown>>;
  readonly usual: readonly string[];
}

export type Render<T> = (item: T) => Record<string, unknown>;

/** Null when the caller leaves the choice to Graph. */
export function selectedNames(select: string | undefined): readonly string[] | null {
  if (select === undefined) return null;
  const names = select.split(',').map((name) => name.trim());
  if (names.includes('')) throw badRequest('Parsing OData Select and Expand failed: Term cannot be empty.');
  return names;
}

/** Only what was selected; a property without a value of its own (undefined) is left out. */
export function renderOf<T>(shape: Shape<T>, select: string | undefined): Render<T> {
  const names = selectedNames(select) ?? shape.usual;
  for (const name of names) if (!Object.hasOwn(shape.fields, name)) throw noProperty(name, shape.type);
  return (item) => pick(shape, names, item);
}

/** Names that the shape does not have are passed over: for lists of mixed types. */
export function pick<T>(shape: Shape<T>, names: readonly string[], item: T): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const name of names) {
    const field = shape.fields[name];
    if (field !== undefined) picked[name] = field(item);
  }
  return picked;
}

/** A shape whose items are written as they are: every key is a property, all come unasked. */
export function plainShape<T extends object>(type: string, names: readonly (keyof T & string)[]): Shape<T> {
  const fields = Object.fromEntries(names.map((name) => [name, (item: T) => item[name]]));
  return { type, fields, usual: names };
}

export function noProperty(name: string, type: string) {
  return badRequest(
    `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type '${type}'.`,
  );
}
