import type { SinkAction } from '../domain/alert.ts';
import type { Db } from './open.ts';

/** Puts one word to one sink into the outbox; the same word in the same round of an alert is one. */
export async function queueDelivery(
  db: Db,
  ask: {
    readonly sink: string;
    readonly alertId: string;
    readonly action: SinkAction;
    /** How often the alert had come back: each round is told anew. */
    readonly round: number;
    readonly at: Date;
    /** What makes it another word in the same round. */
    readonly anew?: string | undefined;
  },
): Promise<void> {
  const { sink, alertId, action, round, at, anew } = ask;
  await db
    .insertInto('sink_delivery')
    .values({
      id: `${alertId}:${sink}:${action}:${round}${anew === undefined ? '' : `:${anew}`}`,
      sink,
      alert_id: alertId,
      action,
      queued_at: at.toISOString(),
      attempts: 0,
      next_at: at.toISOString(),
      delivered_at: null,
      dead_at: null,
      last_error: null,
    })
    .onConflict((oc) => oc.column('id').doNothing())
    .execute();
}
