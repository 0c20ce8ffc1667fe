import { sql } from 'kysely';
import type { Account } from '../domain/account.ts';
import type { Group } from '../domain/group.ts';
import { othersFirst } from '../lib/others-first.ts';
import { at, jsonLists, jsonRows, numberAt } from './json-rows.ts';
import type { Db } from './open.ts';
import { inTransaction } from './transaction.ts';

/** One page of directory truth (the shape of the provider contract). */
export interface Page {
  readonly accounts?: readonly Account[];
  readonly groups?: readonly Group[];
  readonly goneAccounts?: readonly string[];
  readonly goneGroups?: readonly string[];
  readonly memberships?: readonly {
    readonly groupId: string;
    readonly added: readonly string[];
    readonly removed: readonly string[];
  }[];
  readonly replaceMembersOf?: readonly string[];
  readonly resume: string;
  readonly checkpoint?: string;
}

export interface PagesOf {
  readonly connection: string;
  readonly stream: string;
  readonly generation: number;
  /** In the order in which the provider gave them. */
  readonly pages: readonly Page[];
  /** A pass of changes: what it really moves is told, and a group that is listed anew keeps its members until the pass ends. */
  readonly mode: 'full' | 'changes';
}

/** Who really joined or left which group: what was so before is no move. */
export interface MemberMove {
  readonly groupId: string;
  readonly accountId: string;
  readonly op: 'added' | 'removed';
}

type Pass = Omit<PagesOf, 'pages'>;

/** Rows of one statement: the engine in this process holds everything else up for as long as a statement takes. */
const STATEMENT_ROWS = 2000;

/** Stores pages and where to go on after the last of them, together or not at all; what moved, in a pass of changes. */
export async function storePages(db: Db, { pages, ...pass }: PagesOf): Promise<readonly MemberMove[]> {
  const last = pages.at(-1);
  if (last === undefined) return [];
  return await inTransaction(db, async (db) => {
    const moves: MemberMove[] = [];
    for (const run of runsOf(pages)) {
      moves.push(...(await storeRun(db, pass, run)));
      await othersFirst();
    }
    await db
      .updateTable('sync_state')
      .set((eb) => ({ resume: last.resume, pages: eb('pages', '+', pages.length) }))
      .where('connection', '=', pass.connection)
      .where('stream', '=', pass.stream)
      .execute();
    return moves;
  });
}

/**
 * Neighbours that may be stored as if they were one page, because the order within a page then cannot matter: a page that
 * takes something away stands alone, and so does one that lists a group anew of which the run already holds members.
 */
export function runsOf(pages: readonly Page[]): readonly (readonly Page[])[] {
  const runs: Page[][] = [];
  let rows = 0;
  let open = false;
  const touched = new Set<string>();
  for (const page of pages) {
    const alone = takesAway(page) || (page.replaceMembersOf ?? []).some((id) => touched.has(id));
    const run = runs.at(-1);
    if (open && run !== undefined && !alone && rows + rowsOf(page) <= STATEMENT_ROWS) {
      run.push(page);
    } else {
      runs.push([page]);
      touched.clear();
      rows = 0;
    }
    open = !takesAway(page);
    rows += rowsOf(page);
    for (const { groupId } of page.memberships ?? []) touched.add(groupId);
  }
  return runs;
}

function takesAway({ goneAccounts, goneGroups, memberships }: Page): boolean {
  if ((goneAccounts?.length ?? 0) + (goneGroups?.length ?? 0) > 0) return true;
  return (memberships ?? []).some(({ removed }) => removed.length > 0);
}

/** How much work a page is for the database. */
export function rowsOf({ accounts, groups, memberships }: Page): number {
  const members = (memberships ?? []).reduce(
    (sum, { added, removed }) => sum + added.length + removed.length,
    0,
  );
  return (accounts?.length ?? 0) + (groups?.length ?? 0) + members;
}

async function storeRun(db: Db, pass: Pass, run: readonly Page[]): Promise<readonly MemberMove[]> {
  const all = <T>(pick: (page: Page) => readonly T[] | undefined): T[] =>
    run.flatMap((page) => pick(page) ?? []);
  await upsertAccounts(
    db,
    pass,
    all((page) => page.accounts),
  );
  await upsertGroups(
    db,
    pass,
    all((page) => page.groups),
  );
  await dropAccounts(
    db,
    pass.connection,
    all((page) => page.goneAccounts),
  );
  await dropGroups(
    db,
    pass.connection,
    all((page) => page.goneGroups),
  );
  const anew = all((page) => page.replaceMembersOf);
  await doubtMembersOf(db, pass, anew);
  const memberships = all((page) => page.memberships);
  return pass.mode === 'full'
    ? await listMembers(db, pass, memberships)
    : await changeMembers(db, pass, memberships);
}

async function upsertAccounts(db: Db, pass: Pass, accounts: readonly Account[]): Promise<void> {
  if (accounts.length === 0) return;
  const rows = accounts.map((a) => [
    a.id,
    a.login,
    a.email,
    a.displayName,
    a.status,
    a.type,
    a.synced ? 1 : 0,
    a.createdAt?.toISOString() ?? null,
    lastSignInText(a.lastSignInAt),
  ]);
  await sql`insert into account (connection, id, login, email, display_name, status, type, synced, created_at, last_sign_in, generation)
    select ${pass.connection}, ${at(0)}, ${at(1)}, ${at(2)}, ${at(3)}, ${at(4)}, ${at(5)}, ${numberAt(6)}, ${at(7)}, ${at(8)}, ${sql.lit(pass.generation)}
    from ${jsonRows(db, lastOfEach(rows))} where true
    on conflict (connection, id) do update set login = excluded.login, email = excluded.email, display_name = excluded.display_name,
      status = excluded.status, type = excluded.type, synced = excluded.synced, created_at = excluded.created_at,
      last_sign_in = excluded.last_sign_in, generation = excluded.generation`.execute(db);
}

async function upsertGroups(db: Db, pass: Pass, groups: readonly Group[]): Promise<void> {
  if (groups.length === 0) return;
  const rows = groups.map((g) => [g.id, g.name, g.source, g.roleAssignable ? 1 : 0]);
  await sql`insert into directory_group (connection, id, name, source, role_assignable, generation)
    select ${pass.connection}, ${at(0)}, ${at(1)}, ${at(2)}, ${numberAt(3)}, ${sql.lit(pass.generation)}
    from ${jsonRows(db, lastOfEach(rows))} where true
    on conflict (connection, id) do update set name = excluded.name, source = excluded.source,
      role_assignable = excluded.role_assignable, generation = excluded.generation`.execute(db);
}

/** PostgreSQL refuses to touch a row twice in one statement, and vendors repeat themselves: the last word counts. */
function lastOfEach(rows: readonly (readonly unknown[])[]): readonly (readonly unknown[])[] {
  return [...new Map(rows.map((row) => [row[0], row])).values()];
}

type Memberships = NonNullable<Page['memberships']>;

/** Of a full pass: everything is only seen, whatever was there before. */
async function listMembers(db: Db, pass: Pass, changes: Memberships): Promise<readonly MemberMove[]> {
  await takeOut(db, pass, changes);
  const added = byGroup(changes);
  if (added.size === 0) return [];
  await sql`insert into membership (connection, group_id, account_id, generation, first_generation)
    select ${pass.connection}, list.key, item.value, ${sql.lit(pass.generation)}, ${sql.lit(pass.generation)}
    from ${jsonLists(db, added)} where true
    on conflict (connection, group_id, account_id) do update set generation = excluded.generation`.execute(
    db,
  );
  return [];
}

/** Of a pass of changes: the vendor repeats itself, so only rows that really come or go are moves. */
async function changeMembers(db: Db, pass: Pass, changes: Memberships): Promise<readonly MemberMove[]> {
  const gone = await takeOut(db, pass, changes);
  const added = byGroup(changes);
  if (added.size === 0) return gone;
  await sql`update membership set generation = ${sql.lit(pass.generation)} where connection = ${pass.connection}
    and generation <> ${sql.lit(pass.generation)}
    and (group_id, account_id) in (select list.key, item.value from ${jsonLists(db, added)})`.execute(db);
  const { rows } = await sql<Moved>`insert into membership
    (connection, group_id, account_id, generation, first_generation)
    select ${pass.connection}, list.key, item.value, ${sql.lit(pass.generation)}, ${sql.lit(pass.generation)}
    from ${jsonLists(db, added)} where true
    on conflict (connection, group_id, account_id) do nothing returning group_id, account_id`.execute(db);
  return [...gone, ...rows.map((row) => moveOf(row, 'added'))];
}

interface Moved {
  readonly group_id: string;
  readonly account_id: string;
}

export function moveOf({ group_id, account_id }: Moved, op: MemberMove['op']): MemberMove {
  return { groupId: group_id, accountId: account_id, op };
}

async function takeOut(db: Db, pass: Pass, changes: Memberships): Promise<readonly MemberMove[]> {
  const removed = changes.flatMap(({ groupId, removed }) => removed.map((id) => [groupId, id]));
  if (removed.length === 0) return [];
  const { rows } = await sql<Moved>`delete from membership where connection = ${pass.connection}
    and (group_id, account_id) in (select ${at(0)}, ${at(1)} from ${jsonRows(db, removed)})
    returning group_id, account_id`.execute(db);
  return rows.map((row) => moveOf(row, 'removed'));
}

function byGroup(changes: Memberships): ReadonlyMap<string, ReadonlySet<string>> {
  const added = new Map<string, Set<string>>();
  for (const change of changes.filter(({ added }) => added.length > 0)) {
    const known = added.get(change.groupId) ?? new Set();
    for (const id of change.added) known.add(id);
    added.set(change.groupId, known);
  }
  return added;
}

/**
 * Members of a group that is about to be listed anew: whoever is not listed again is out when the pass ends. A full pass
 * doubts everybody it has not seen as it is; only what an earlier half of it saw has to be doubted again.
 */
async function doubtMembersOf(
  db: Db,
  { connection, mode, generation }: Pass,
  groupIds: readonly string[],
): Promise<void> {
  if (groupIds.length === 0) return;
  let query = db
    .updateTable('membership')
    .set({ generation: 0 })
    .where('connection', '=', connection)
    .where('group_id', 'in', groupIds);
  if (mode === 'full') query = query.where('generation', '=', generation);
  await query.execute();
}

async function dropAccounts(db: Db, connection: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db.deleteFrom('account').where('connection', '=', connection).where('id', 'in', ids).execute();
  await db
    .deleteFrom('membership')
    .where('connection', '=', connection)
    .where('account_id', 'in', ids)
    .execute();
}

async function dropGroups(db: Db, connection: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db
    .deleteFrom('directory_group')
    .where('connection', '=', connection)
    .where('id', 'in', ids)
    .execute();
  await dropMembersOf(db, connection, ids);
}

async function dropMembersOf(db: Db, connection: string, groupIds: readonly string[]): Promise<void> {
  if (groupIds.length === 0) return;
  await db
    .deleteFrom('membership')
    .where('connection', '=', connection)
    .where('group_id', 'in', groupIds)
    .execute();
}

function lastSignInText(value: Date | null | undefined): string | null {
  if (value === undefined) return null;
  return value === null ? 'never' : value.toISOString();
}
