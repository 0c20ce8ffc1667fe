import { sql } from 'kysely';
import type { MembershipKey } from '../domain/grant.ts';
import type { Db } from './open.ts';

/** Who is at work behind a guard, outside of any transaction. */
export interface Busy {
  readonly by: string;
  readonly until: Date;
}

export function membershipGuard({ connection, groupId, accountId }: MembershipKey): string {
  return `membership:${connection}:${groupId}:${accountId}`;
}

/** Takes a guard for the rest of the transaction: whoever wants it next waits for this one. Who is at work behind it; null = nobody. */
export async function takeGuard(db: Db, name: string): Promise<Busy | null> {
  const row = await db
    .insertInto('guard')
    .values({ name, revision: 0, busy_by: null, busy_until: null })
    .onConflict((oc) => oc.column('name').doUpdateSet({ revision: sql<number>`guard.revision + 1` }))
    .returning(['busy_by', 'busy_until'])
    .executeTakeFirstOrThrow();
  if (row.busy_by === null || row.busy_until === null) return null;
  return { by: row.busy_by, until: new Date(row.busy_until) };
}

/** Says who is at work. The guard must have been taken in this transaction. */
export async function setBusy(db: Db, name: string, { by, until }: Busy): Promise<void> {
  await db
    .updateTable('guard')
    .set({ busy_by: by, busy_until: until.toISOString() })
    .where('name', '=', name)
    .execute();
}

/** The work is done; who does other work keeps it. */
export async function endBusy(db: Db, name: string, by: string): Promise<void> {
  await db
    .updateTable('guard')
    .set({ busy_by: null, busy_until: null })
    .where('name', '=', name)
    .where('busy_by', '=', by)
    .execute();
}
