import { type SqlBool, sql } from 'kysely';
import type { Db } from './open.ts';
import { turnOf } from './sink-deliveries.ts';

/** Sinks that were told of this round of an alert, or will be: only they need to hear how it goes on. */
export async function sinksToldOf(db: Db, alertId: string, round: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('sink_delivery')
    .select('sink')
    .distinct()
    .where('alert_id', '=', alertId)
    .where('turn', '=', turnOf(round, 'trigger'))
    .execute();
  return rows.map(({ sink }) => sink);
}

/** Alerts that are not over, of whose present round a sink was told, and since when it may know. */
export async function standingToldTo(
  db: Db,
  sink: string,
): Promise<readonly { readonly alertId: string; readonly fingerprint: string; readonly toldAt: Date }[]> {
  const rows = await db
    .selectFrom('sink_delivery')
    .innerJoin('alert', 'alert.id', 'sink_delivery.alert_id')
    .select((eb) => ['alert.id', 'alert.fingerprint', eb.fn.min('sink_delivery.queued_at').as('told_at')])
    .where('sink_delivery.sink', '=', sink)
    .where('sink_delivery.action', '=', 'trigger')
    .where('sink_delivery.tried_at', 'is not', null)
    .where('alert.state', '<>', 'resolved')
    .where(sql<SqlBool>`sink_delivery.turn = alert.relapses * ${sql.lit(turnOf(1, 'trigger'))}`)
    .groupBy(['alert.id', 'alert.fingerprint'])
    .execute();
  return rows.map(({ id, fingerprint, told_at }) => ({
    alertId: id,
    fingerprint,
    toldAt: new Date(told_at),
  }));
}
