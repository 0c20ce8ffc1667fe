import { sql } from 'kysely';
import { at, jsonRows } from './json-rows.ts';
import type { MemberMove } from './mirror-memberships.ts';
import type { Db } from './open.ts';

/**
 * Moves memberships of the mirror to what the log says, oldest move first; the last word about a pair counts. Of a group
 * that the mirror does not know, nothing.
 */
export async function applyMoves(db: Db, connection: string, moves: readonly MemberMove[]): Promise<void> {
  const last = new Map(moves.map((move) => [`${move.groupId} ${move.accountId}`, move.op]));
  const isLast = ({ groupId, accountId, op }: MemberMove): boolean =>
    last.get(`${groupId} ${accountId}`) === op;
  await dropMembers(
    db,
    connection,
    moves.filter(({ op }) => op === 'removed'),
  );
  await addMembers(
    db,
    connection,
    moves.filter((move) => move.op === 'added' && isLast(move)),
  );
}

async function dropMembers(db: Db, connection: string, gone: readonly MemberMove[]): Promise<void> {
  if (gone.length === 0) return;
  await sql`delete from membership where connection = ${connection}
    and (group_id, account_id) in (select ${at(0)}, ${at(1)} from ${jsonRows(db, pairsOf(gone))})`.execute(
    db,
  );
}

/** As if the pass that saw the group last had seen them. SQLite takes a cross join in the order in which it is written. */
async function addMembers(db: Db, connection: string, come: readonly MemberMove[]): Promise<void> {
  if (come.length === 0) return;
  await sql`insert into membership (connection, group_id, account_id, generation, first_generation)
    select ${connection}, ${at(0)}, ${at(1)}, directory_group.generation, directory_group.generation
    from ${jsonRows(db, pairsOf(come))} cross join directory_group
    where directory_group.connection = ${connection} and directory_group.id = ${at(0)}
    on conflict (connection, group_id, account_id) do nothing`.execute(db);
}

function pairsOf(moves: readonly MemberMove[]): readonly (readonly string[])[] {
  return moves.map(({ groupId, accountId }) => [groupId, accountId]);
}
