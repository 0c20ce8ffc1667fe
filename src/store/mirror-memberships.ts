import { sql } from 'kysely';
import { at, jsonLists, jsonRows } from './json-rows.ts';
import type { Db } from './open.ts';

/** What a page says of one group's members. */
export interface MembershipChange {
  readonly groupId: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Who really joined or left which group: what was so before is no move. */
export interface MemberMove {
  readonly groupId: string;
  readonly accountId: string;
  readonly op: 'added' | 'removed';
}

/** Which pass over which stream stores. */
export interface Pass {
  readonly connection: string;
  readonly stream: string;
  readonly generation: number;
  /** A pass of changes: what it really moves is told, and a group that is listed anew keeps its members until the pass ends. */
  readonly mode: 'full' | 'changes';
}

/** What a page says of memberships; what moved, in a pass of changes. */
export async function storeMembers(
  db: Db,
  pass: Pass,
  changes: readonly MembershipChange[],
): Promise<readonly MemberMove[]> {
  return pass.mode === 'full' ? await listMembers(db, pass, changes) : await changeMembers(db, pass, changes);
}

/** Of a full pass: everything is only seen, whatever was there before. */
async function listMembers(
  db: Db,
  pass: Pass,
  changes: readonly MembershipChange[],
): Promise<readonly MemberMove[]> {
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
async function changeMembers(
  db: Db,
  pass: Pass,
  changes: readonly MembershipChange[],
): Promise<readonly MemberMove[]> {
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

async function takeOut(
  db: Db,
  pass: Pass,
  changes: readonly MembershipChange[],
): Promise<readonly MemberMove[]> {
  const removed = changes.flatMap(({ groupId, removed }) => removed.map((id) => [groupId, id]));
  if (removed.length === 0) return [];
  const { rows } = await sql<Moved>`delete from membership where connection = ${pass.connection}
    and (group_id, account_id) in (select ${at(0)}, ${at(1)} from ${jsonRows(db, removed)})
    returning group_id, account_id`.execute(db);
  return rows.map((row) => moveOf(row, 'removed'));
}

function byGroup(changes: readonly MembershipChange[]): ReadonlyMap<string, ReadonlySet<string>> {
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
export async function doubtMembersOf(
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

export async function dropMembersOf(db: Db, connection: string, groupIds: readonly string[]): Promise<void> {
  if (groupIds.length === 0) return;
  await db
    .deleteFrom('membership')
    .where('connection', '=', connection)
    .where('group_id', 'in', groupIds)
    .execute();
}
