import { acknowledgeAlert, deliverToSink, resolveAlert } from '../../src/alerts/index.ts';
import type { AlertTools } from '../../src/alerts/tools.ts';
import type { Alert } from '../../src/domain/alert.ts';
import { fixedClock, HOUR_MS } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import type { Sink } from '../../src/sinks/sink.ts';
import { changeAlert, findAlert, insertAlert } from '../../src/store/alerts.ts';
import type { Store } from '../../src/store/open.ts';
import { queueDelivery } from '../../src/store/sink-deliveries.ts';
import { alertOf } from './alert.ts';
import { quietSettings } from './settings.ts';

export type TestClock = ReturnType<typeof fixedClock>;

/** The way of alerts to sinks, without the queue's own timing: a test says when a sink is drained. */
export interface Outbox {
  readonly clock: TestClock;
  /** An alert that is said, and queued for every sink. */
  readonly open: (over?: Partial<Alert>) => Promise<Alert>;
  readonly acknowledge: (alertId: string) => Promise<void>;
  readonly resolve: (alertId: string) => Promise<void>;
  /** The same trouble again: the next round of the same alert. */
  readonly relapse: (alertId: string) => Promise<void>;
  readonly drain: (sink: Sink) => Promise<void>;
  /** Drains again and again, an hour in between, until nothing waits. */
  readonly settle: (sink: Sink) => Promise<void>;
}

export function openOutbox(
  { db, queue }: Pick<Store, 'db' | 'queue'>,
  sinkIds: readonly string[],
  clock: TestClock = fixedClock('2026-11-24T12:00:00Z'),
): Outbox {
  const sinks = sinkIds.map((id) => ({
    id,
    kind: 'webhook' as const,
    minSeverity: 'low' as const,
    options: {},
  }));
  const tools: AlertTools = { db, queue, clock, settings: quietSettings({ sinks }) };
  const trigger = async (alertId: string, round: number): Promise<void> => {
    const at = clock.now();
    for (const sink of sinkIds) await queueDelivery(db, { sink, alertId, action: 'trigger', round, at });
  };
  const drain = async (sink: Sink): Promise<void> =>
    await deliverToSink({ db, queue, clock, log: silentLog }, sink);
  return {
    clock,
    open: async (over = {}) => {
      const alert = alertOf({ pagedAt: clock.now(), announcedAt: clock.now(), ...over });
      await insertAlert(db, alert);
      await trigger(alert.id, alert.relapses);
      return alert;
    },
    acknowledge: async (alertId) => {
      await acknowledgeAlert(tools, { alertId, by: 'UADA', at: clock.now() });
    },
    resolve: async (alertId) => {
      await resolveAlert(tools, { alertId, by: 'UADA', because: 'the key works again' });
    },
    relapse: async (alertId) => {
      const alert = await findAlert(db, alertId);
      if (alert === null) throw new Error(`no alert ${alertId}`);
      const relapses = alert.relapses + 1;
      await changeAlert(db, alert, { state: 'open', relapses, resolvedAt: null, resolvedBecause: null });
      await trigger(alertId, relapses);
    },
    drain,
    settle: async (sink) => {
      for (let hour = 0; hour < 5; hour++) {
        await drain(sink);
        clock.advance(HOUR_MS);
      }
    },
  };
}
