import { sql } from 'kysely';
import { anyOf } from './json-rows.ts';
import type { Db } from './open.ts';

export interface KnownAccount {
  readonly id: string;
  readonly login: string;
  readonly email: string | null;
  readonly displayName: string;
  readonly guest: boolean;
  readonly disabled: boolean;
}

/** What the mirror knows of some accounts, by id. */
export async function knownAccounts(
  db: Db,
  connection: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownAccount>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('account')
    .select(['id', 'login', 'email', 'display_name', 'type', 'status'])
    .where('connection', '=', connection)
    .where('id', 'in', anyOf(db, ids))
    .execute();
  return new Map(
    rows.map(({ id, login, email, display_name, type, status }) => [
      id,
      {
        id,
        login,
        email,
        displayName: display_name,
        guest: type === 'guest',
        disabled: status === 'disabled',
      },
    ]),
  );
}

/** Ids of the accounts with these logins, lower case → id. */
export async function accountIdsOf(
  db: Db,
  connection: string,
  logins: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (logins.length === 0) return new Map();
  const rows = await db
    .selectFrom('account')
    .select(['id', 'login'])
    .where('connection', '=', connection)
    .where((eb) => eb(eb.fn<string>('lower', ['login']), 'in', anyOf(db, logins)))
    .execute();
  return new Map(rows.map(({ id, login }) => [login.toLowerCase(), id]));
}

export interface KnownGroup {
  readonly name: string;
  readonly members: number;
}

/** Names and sizes of some groups, by id; a group that the mirror does not know is absent. */
export async function knownGroups(
  db: Db,
  connection: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownGroup>> {
  if (ids.length === 0) return new Map();
  const names = await db
    .selectFrom('directory_group')
    .select(['id', 'name'])
    .where('connection', '=', connection)
    .where('id', 'in', anyOf(db, ids))
    .execute();
  const sizes = await db
    .selectFrom('membership')
    .select((eb) => ['group_id', eb.fn.countAll().as('n')])
    .where('connection', '=', connection)
    .where('group_id', 'in', anyOf(db, ids))
    .groupBy('group_id')
    .execute();
  const size = new Map(sizes.map(({ group_id, n }) => [group_id, Number(n)]));
  return new Map(names.map(({ id, name }) => [id, { name, members: size.get(id) ?? 0 }]));
}

/** Every group of a connection by id and name, in the order of the names. */
export async function listGroupNames(
  db: Db,
  connection: string,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  return await db
    .selectFrom('directory_group')
    .select(['id', 'name'])
    .where('connection', '=', connection)
    .orderBy('name')
    .orderBy('id')
    .execute();
}

const PAGE = 500;

/** Groups whose name holds a text, whatever the case, in the order of the names; read a page at a time. */
export async function* searchGroups(
  db: Db,
  { connection, text }: { readonly connection: string; readonly text: string },
): AsyncGenerator<{ readonly id: string; readonly name: string }> {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  for (let offset = 0; ; offset += PAGE) {
    const rows = await db
      .selectFrom('directory_group')
      .select(['id', 'name'])
      .where('connection', '=', connection)
      .where(sql<boolean>`lower(name) like ${pattern} escape '\\'`)
      .orderBy('name')
      .orderBy('id')
      .limit(PAGE)
      .offset(offset)
      .execute();
    yield* rows;
    if (rows.length < PAGE) return;
  }
}
