import { tasksWith } from '../../src/jobs/index.ts';
import type { fixedClock } from '../../src/lib/clock.ts';
import { MINUTE_MS } from '../../src/lib/clock.ts';
import type { Store } from '../../src/store/open.ts';
import { nextDue, takeDueJob } from './due-jobs.ts';

/** Runs the jobs of some tasks as a queue would, but one after the other and by the clock of the test. */
export function jobRunner(
  store: Store,
  {
    clock,
    tasks,
    carriers,
    most,
  }: {
    readonly clock: ReturnType<typeof fixedClock>;
    readonly tasks: ReturnType<typeof tasksWith>;
    readonly carriers: readonly string[];
    /** More than this many at one time never come to rest. */
    readonly most: number;
  },
) {
  /** Runs one job that is due; false = none is. A job that throws waits again, as in a queue. */
  const runOne = async (): Promise<boolean> => {
    const job = await takeDueJob(store, clock.now(), carriers);
    if (job === null) return false;
    try {
      const context = { key: job.key, attempt: 1, signal: new AbortController().signal };
      await tasks[job.task]?.(job.payload, context);
    } catch (error) {
      await store.queue.add(store.db, { ...job, runAt: new Date(clock.now().getTime() + 1000) });
      throw error;
    }
    return true;
  };
  const run = async (): Promise<void> => {
    for (let n = 0; n < most; n++) if (!(await runOne())) return;
    throw new Error('the jobs never come to rest');
  };
  /** Lets time pass, and everything that falls due on the way be done. */
  const pass = async (minutes: number): Promise<void> => {
    const end = clock.now().getTime() + minutes * MINUTE_MS;
    for (;;) {
      await run();
      const next = await nextDue(store, carriers);
      if (next === null || next.getTime() > end) break;
      clock.advance(Math.max(0, next.getTime() - clock.now().getTime()));
    }
    clock.advance(end - clock.now().getTime());
    await run();
  };
  return { runOne, run, pass };
}
