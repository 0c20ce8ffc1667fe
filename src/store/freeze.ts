import { HOUR_MS, MINUTE_MS } from '../lib/clock.ts';
import { newId } from '../lib/id.ts';
import type { Db } from './open.ts';

/** Every write of Lockstep is stopped; reads and alerts go on. Several may be in force, and each of them stops. */
export interface Freeze {
  readonly at: Date;
  /** Slack user id, or `lockstep`. */
  readonly by: string;
  readonly because: string;
  /** The mass change for which Lockstep pulled its brake; null = a person's freeze, or that of a ceiling. */
  readonly alertId: string | null;
}

/**
 * Freezes, unless this freeze is in force already: a person's, whoever that was, the brake of the same alert, or that of a
 * ceiling; whether it did. A person's freeze is kept beside one of Lockstep's: it is not lifted with it.
 */
export async function freezeNow(
  db: Db,
  { at, by, because, alertId = null }: Omit<Freeze, 'alertId'> & { readonly alertId?: string | null },
): Promise<boolean> {
  const known = await freezesNow(db);
  const isOurs = by === 'lockstep';
  if (known.some((each) => (each.by === 'lockstep') === isOurs && each.alertId === alertId)) return false;
  const lifted = { lifted_at: null, lifted_by: null };
  const row = { id: newId('freeze'), at: at.toISOString(), by, because, alert_id: alertId, ...lifted };
  await db.insertInto('write_freeze').values(row).execute();
  return true;
}

/** Lifts every freeze, or only the brake of one alert. Whether there was one to lift. */
export async function liftFreeze(
  db: Db,
  { at, by, alertId }: { readonly at: Date; readonly by: string; readonly alertId?: string },
): Promise<boolean> {
  let query = db
    .updateTable('write_freeze')
    .set({ lifted_at: at.toISOString(), lifted_by: by })
    .where('lifted_at', 'is', null);
  if (alertId !== undefined) query = query.where('by', '=', 'lockstep').where('alert_id', '=', alertId);
  return (await query.executeTakeFirst()).numUpdatedRows > 0n;
}

/** The oldest that is in force; null = nothing stops Lockstep. */
export async function currentFreeze(db: Db): Promise<Freeze | null> {
  return (await freezesNow(db))[0] ?? null;
}

/** All that are in force, oldest first. */
export async function freezesNow(db: Db): Promise<readonly Freeze[]> {
  const rows = await db
    .selectFrom('write_freeze')
    .select(['at', 'by', 'because', 'alert_id'])
    .where('lifted_at', 'is', null)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(({ at, by, because, alert_id }) => ({ at: new Date(at), by, because, alertId: alert_id }));
}

/** Clocks of replicas differ by less. */
const SKEW_MS = MINUTE_MS;

/**
 * Since when changes count against a ceiling: within the hour, and after somebody last lifted the freeze of one. A lift that
 * is still to come, because the clock was set back, lets nothing pass.
 */
export async function countedSince(db: Db, now: Date): Promise<Date> {
  const { lifted } = await db
    .selectFrom('write_freeze')
    .select((eb) => eb.fn.max('lifted_at').as('lifted'))
    .where('by', '=', 'lockstep')
    .where('alert_id', 'is', null)
    .where('lifted_at', '<=', new Date(now.getTime() + SKEW_MS).toISOString())
    .executeTakeFirstOrThrow();
  const hour = now.getTime() - HOUR_MS;
  return new Date(lifted === null ? hour : Math.max(hour, Date.parse(lifted)));
}
