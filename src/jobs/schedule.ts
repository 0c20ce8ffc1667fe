import { Cron } from 'croner';
import type { Settings } from '../config/config.ts';
import type { Clock } from '../lib/clock.ts';
import { lastTime } from '../lib/cron.ts';
import type { Log } from '../lib/log.ts';
import { reasonOf } from '../lib/operator-error.ts';
import type { Db } from '../store/open.ts';
import type { Queue } from '../store/queue/queue.ts';

export interface ScheduleTools {
  readonly db: Db;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly log: Log;
}

/** Work that a schedule adds: one job for each slot, whoever adds it first. */
export interface Slot {
  readonly task: string;
  readonly subject: string;
  readonly cron: string;
  readonly payload: object;
}

/** Nightly, off the hour. */
const FORGET = '17 3 * * *';

/** The slots of lockstep.yaml for these connections. */
export function slotsOf(schedules: Settings['schedules'], connections: readonly string[]): readonly Slot[] {
  const { checks, sync, reconcile, digest } = schedules;
  const syncs = connections.flatMap((connection) => [
    ...slot(sync, 'sync-directory', connection, { connection }),
    ...slot(reconcile, 'sync-directory', `${connection}:full`, { connection, full: true }),
  ]);
  const run = slot(checks, 'run-checks', 'all', { scheduled: true });
  const summary = slot(digest, 'post-digest', 'all', {});
  const forget = { task: 'forget-old', subject: 'all', cron: FORGET, payload: {} };
  return [...syncs, ...run, ...summary, forget];
}

/** When dormant people are looked for; none where they are not. */
export function dormantSlots({ dormant }: Settings['deactivation']): readonly Slot[] {
  return dormant.enabled ? slot(dormant.schedule, 'propose-dormant', 'all', {}) : [];
}

/** None where the schedule is switched off. */
function slot(cron: string | null, task: string, subject: string, payload: object): readonly Slot[] {
  return cron === null ? [] : [{ task, subject, cron, payload }];
}

/**
 * Adds a job at every slot, and at once the newest slot that was missed while nothing ran: once, not once per slot.
 * A slot's key is its time, so any number of replicas adds it once.
 */
export async function startSchedule(
  tools: ScheduleTools,
  slots: readonly Slot[],
  timezone: string,
): Promise<{ readonly stop: () => void }> {
  const clocks: Cron[] = [];
  for (const slot of slots) {
    const missed = lastTime(slot.cron, timezone, tools.clock.now());
    if (missed !== null) await addSlot(tools, slot, missed);
    clocks.push(
      new Cron(slot.cron, { timezone }, async () => {
        const due = lastTime(slot.cron, timezone, tools.clock.now());
        if (due === null) return;
        await addSlot(tools, slot, due).catch((error: unknown) => {
          tools.log.error({ task: slot.task, reason: reasonOf(error) }, 'a slot could not be added');
        });
      }),
    );
  }
  const stop = (): void => {
    for (const clock of clocks) clock.stop();
  };
  return { stop };
}

async function addSlot(tools: ScheduleTools, slot: Slot, at: Date): Promise<void> {
  await tools.queue.addOnce(tools.db, {
    task: slot.task,
    key: `${slot.task}:${slot.subject}@${at.toISOString()}`,
    payload: slot.payload,
  });
}
