import { newId } from '../lib/id.ts';
import type { Db } from './open.ts';

/** Every write of Lockstep is stopped; reads and alerts go on. */
export interface Freeze {
  readonly at: Date;
  /** Slack user id, or `lockstep`. */
  readonly by: string;
  readonly because: string;
}

/** Freezes unless it is frozen already; whether it did. */
export async function freezeNow(db: Db, { at, by, because }: Freeze): Promise<boolean> {
  if ((await currentFreeze(db)) !== null) return false;
  const row = { id: newId('freeze'), at: at.toISOString(), by, because, lifted_at: null, lifted_by: null };
  await db.insertInto('write_freeze').values(row).execute();
  return true;
}

/** Whether there was one to lift. */
export async function liftFreeze(
  db: Db,
  { at, by }: { readonly at: Date; readonly by: string },
): Promise<boolean> {
  const lifted = await db
    .updateTable('write_freeze')
    .set({ lifted_at: at.toISOString(), lifted_by: by })
    .where('lifted_at', 'is', null)
    .executeTakeFirst();
  return lifted.numUpdatedRows > 0n;
}

export async function currentFreeze(db: Db): Promise<Freeze | null> {
  const row = await db
    .selectFrom('write_freeze')
    .selectAll()
    .where('lifted_at', 'is', null)
    .orderBy('at')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : { at: new Date(row.at), by: row.by, because: row.because };
}
