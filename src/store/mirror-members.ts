import type { Db } from './open.ts';

export interface MemberMove {
  readonly connection: string;
  readonly groupId: string;
  readonly accountId: string;
  readonly op: 'added' | 'removed';
}

/** Moves one membership of the mirror to what the log says; of a group that the mirror does not know, nothing. */
export async function applyMember(db: Db, { connection, groupId, accountId, op }: MemberMove): Promise<void> {
  if (op === 'removed') {
    await db
      .deleteFrom('membership')
      .where('connection', '=', connection)
      .where('group_id', '=', groupId)
      .where('account_id', '=', accountId)
      .execute();
    return;
  }
  const group = await db
    .selectFrom('directory_group')
    .select('generation')
    .where('connection', '=', connection)
    .where('id', '=', groupId)
    .executeTakeFirst();
  if (group === undefined) return;
  await db
    .insertInto('membership')
    .values({ connection, group_id: groupId, account_id: accountId, ...passOf(group.generation) })
    .onConflict((oc) => oc.columns(['connection', 'group_id', 'account_id']).doNothing())
    .execute();
}

function passOf(generation: number): { readonly generation: number; readonly first_generation: number } {
  return { generation, first_generation: generation };
}
