import type { Db } from './open.ts';

/** A right to do something alone for a while. An optimisation, never what correctness rests on: it may lapse. */
export interface Lease {
  readonly name: string;
  readonly owner: string;
  readonly until: Date;
  readonly now: Date;
}

/** True when nobody else holds it. */
export async function takeLease(db: Db, { name, owner, until, now }: Lease): Promise<boolean> {
  const row = { name, owner, until: until.toISOString() };
  const taken = await db
    .insertInto('lease')
    .values(row)
    .onConflict((oc) =>
      oc
        .column('name')
        .doUpdateSet(row)
        .where((eb) => eb.or([eb('lease.until', '<=', now.toISOString()), eb('lease.owner', '=', owner)])),
    )
    .returning('name')
    .executeTakeFirst();
  return taken !== undefined;
}

/** True when it still was ours. */
export async function renewLease(db: Db, { name, owner, until }: Lease): Promise<boolean> {
  const renewed = await db
    .updateTable('lease')
    .set({ until: until.toISOString() })
    .where('name', '=', name)
    .where('owner', '=', owner)
    .executeTakeFirst();
  return renewed.numUpdatedRows > 0n;
}

export async function releaseLease(db: Db, { name, owner }: Pick<Lease, 'name' | 'owner'>): Promise<void> {
  await db.deleteFrom('lease').where('name', '=', name).where('owner', '=', owner).execute();
}

/** Whether somebody holds it now. */
export async function isLeased(db: Db, name: string, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom('lease')
    .select('name')
    .where('name', '=', name)
    .where('until', '>', now.toISOString())
    .executeTakeFirst();
  return row !== undefined;
}
