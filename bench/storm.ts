import { benchIngest, type IngestFigures } from './ingest.ts';
import type { Bench } from './stage.ts';

const GOAL = 5000;
const FLAT = 1.1;

const mixes: Readonly<Record<IngestFigures['mix'], string>> = {
  day: 'two busy hours of a large tenant',
  storm: 'a minute of removals and refused pushes',
};

/** The intake of events on SQLite, with every detection (ingest.ts). */
export default {
  name: 'storm',
  run: async ({ note }) => {
    for (const { mix, judged, plain, growth } of await benchIngest()) {
      const { events, perSecond, perCpuSecond, alerts, peakMb } = judged;
      note({
        figure: `intake of ${events} events, ${mixes[mix]}`,
        measured: `${perSecond.toFixed(0)} a second (${perCpuSecond.toFixed(0)} for each CPU second, ${plain.perSecond.toFixed(0)} a second without detections), ${alerts} alerts`,
        goal: `${GOAL} a second`,
        met: perSecond >= GOAL,
      });
      note({
        figure: `its peak memory after a fifth, three fifths and all of them`,
        measured: `${peakMb.map((mb) => mb.toFixed(0)).join(', ')} MB`,
        goal: 'within 10 % from the second to the third',
        met: growth <= FLAT,
      });
    }
  },
} satisfies Bench;
