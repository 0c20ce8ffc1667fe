import type { Db } from './open.ts';

/** Remembers a delivery of a vendor's hook; false when it was here before. */
export async function rememberDelivery(
  db: Db,
  { connection, id, at }: { readonly connection: string; readonly id: string; readonly at: Date },
): Promise<boolean> {
  const added = await db
    .insertInto('hook_delivery')
    .values({ connection, id, at: at.toISOString() })
    .onConflict((oc) => oc.columns(['connection', 'id']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return added !== undefined;
}

export async function purgeHookDeliveries(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('hook_delivery').where('at', '<', before.toISOString()).execute();
}
