import type { Db } from './open.ts';

export interface Pin {
  readonly connection: string;
  readonly accountId: string;
  readonly pinnedAt: Date;
}

export async function pinned(db: Db, slackUserId: string): Promise<Pin | null> {
  const row = await db
    .selectFrom('pin')
    .selectAll()
    .where('slack_user_id', '=', slackUserId)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { connection: row.connection, accountId: row.account_id, pinnedAt: new Date(row.pinned_at) };
}

/** Binds a Slack user to an account on first use; an existing pair is never overwritten. */
export async function pin(
  db: Db,
  pair: {
    readonly slackUserId: string;
    readonly connection: string;
    readonly accountId: string;
    readonly at: Date;
  },
): Promise<'pinned' | 'same' | 'changed'> {
  const added = await db
    .insertInto('pin')
    .values({
      slack_user_id: pair.slackUserId,
      connection: pair.connection,
      account_id: pair.accountId,
      pinned_at: pair.at.toISOString(),
    })
    .onConflict((oc) => oc.column('slack_user_id').doNothing())
    .returning('slack_user_id')
    .executeTakeFirst();
  if (added !== undefined) return 'pinned';
  const known = await pinned(db, pair.slackUserId);
  return known?.connection === pair.connection && known.accountId === pair.accountId ? 'same' : 'changed';
}

/** The pair is forgotten, and the next one counts as the first; which it was, as `connection:accountId`, or null. */
export async function unpin(db: Db, slackUserId: string): Promise<string | null> {
  const row = await db
    .deleteFrom('pin')
    .where('slack_user_id', '=', slackUserId)
    .returning(['connection', 'account_id'])
    .executeTakeFirst();
  return row === undefined ? null : `${row.connection}:${row.account_id}`;
}
