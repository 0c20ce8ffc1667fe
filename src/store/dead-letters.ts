import type { Db } from './open.ts';
import { toDelivery, type WaitingDelivery } from './sink-deliveries.ts';

/** What a sink refused for good, or did not take for a day. */
export interface DeadDelivery extends WaitingDelivery {
  readonly deadAt: Date;
  readonly lastError: string;
}

/** Newest first. */
export async function listDead(db: Db, limit: number): Promise<readonly DeadDelivery[]> {
  const rows = await db
    .selectFrom('sink_delivery')
    .selectAll()
    .where('dead_at', 'is not', null)
    .orderBy('dead_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    ...toDelivery(row),
    deadAt: new Date(row.dead_at ?? row.queued_at),
    lastError: row.last_error ?? '',
  }));
}

/** Has a sink's dead letters sent again, with a day's life anew; how many they are. */
export async function reviveDead(db: Db, sink: string, now: Date): Promise<number> {
  const at = now.toISOString();
  const revived = await db
    .updateTable('sink_delivery')
    .set({ dead_at: null, attempts: 0, queued_at: at, next_at: at })
    .where('sink', '=', sink)
    .where('dead_at', 'is not', null)
    .executeTakeFirst();
  return Number(revived.numUpdatedRows);
}
