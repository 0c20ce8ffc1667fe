import { mustWork, runMeasured } from './process.ts';
import type { Bench } from './stage.ts';

/** The intake of a storm of events (ingest.ts); it has no goal of its own. */
export default {
  name: 'storm',
  run: async ({ note }) => {
    const { stdout } = mustWork('ingest', await runMeasured(['bench/ingest.ts'], {}));
    // What ingest.ts prints.
    const { events, perSecond, alerts, startMb, endMb } = JSON.parse(stdout) as Record<string, number>;
    note({
      figure: `intake of ${events} events, a third of them causes of alerts`,
      measured: `${perSecond?.toFixed(0)} events a second, ${alerts} alerts`,
      goal: '-',
      met: null,
    });
    note({
      figure: 'intake, memory after the first pages and at the end',
      measured: `${startMb?.toFixed(0)} MB, ${endMb?.toFixed(0)} MB`,
      goal: '-',
      met: null,
    });
  },
} satisfies Bench;
