import { DAY_MS } from '../lib/clock.ts';
import { purgeSubjects } from '../store/alerts.ts';
import { purgeEvents } from '../store/events.ts';
import { purgeHookDeliveries } from '../store/hook-deliveries.ts';
import { purgeDeliveries } from '../store/sink-deliveries.ts';
import { purgeStepUps } from '../store/step-ups.ts';
import type { Task } from './task.ts';

/** Longer than any window of a detection, and than the vendors' overlap; the audit log and the runs are kept. */
const KEPT_DAYS = 30;

/** Forgets events that no detection looks back to. */
export default {
  name: 'forget-old',
  run: async ({ db, clock, log }) => {
    const before = new Date(clock.now().getTime() - KEPT_DAYS * DAY_MS);
    const events = await purgeEvents(db, before);
    await purgeHookDeliveries(db, before);
    await purgeDeliveries(db, before);
    await purgeStepUps(db, before);
    await purgeSubjects(db, before);
    log.info({ events }, 'old events forgotten');
  },
} satisfies Task;
