import type { Severity } from '../domain/finding.ts';
import type { Db } from './open.ts';

export interface FeedRead {
  readonly connection: string;
  readonly feed: string;
  readonly readAt: Date;
  readonly lastEventAt: Date | null;
}

/** When each event feed was last read, and when what it told last had happened. */
export async function listFeedReads(db: Db): Promise<readonly FeedRead[]> {
  const rows = await db
    .selectFrom('feed_cursor')
    .select(['connection', 'feed', 'read_at', 'last_event_at'])
    .orderBy('connection')
    .orderBy('feed')
    .execute();
  return rows.map(({ connection, feed, read_at, last_event_at }) => ({
    connection,
    feed,
    readAt: new Date(read_at),
    lastEventAt: last_event_at === null ? null : new Date(last_event_at),
  }));
}

/** Alerts that were said and are not over, by severity. */
export async function countLiveAlerts(db: Db): Promise<ReadonlyMap<Severity, number>> {
  const rows = await db
    .selectFrom('alert')
    .select((eb) => ['severity', eb.fn.countAll().as('n')])
    .where('state', 'in', ['open', 'acknowledged', 'snoozed'])
    .groupBy('severity')
    .execute();
  // Written from an Alert only.
  return new Map(rows.map(({ severity, n }) => [severity as Severity, Number(n)]));
}

/** Words to sinks that were given up. */
export async function countDeadDeliveries(db: Db): Promise<number> {
  const { n } = await db
    .selectFrom('sink_delivery')
    .select((eb) => eb.fn.countAll().as('n'))
    .where('dead_at', 'is not', null)
    .executeTakeFirstOrThrow();
  return Number(n);
}
