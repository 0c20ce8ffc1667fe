import type { Mix } from './event-mix.ts';
import type { IngestRun } from './ingest-once.ts';
import { mustWork, runMeasured } from './process.ts';

/** One mix of events taken in on SQLite, with every detection of the catalogue and without any. */
export interface IngestFigures {
  readonly mix: Mix;
  readonly judged: IngestRun;
  readonly plain: IngestRun;
  /** Peak memory after all events over that after three fifths of them, with detections: flat up to 1.1. */
  readonly growth: number;
}

/** Takes events in, each run in a process of its own, so that memory is theirs alone. A multiple of 5,000 events. */
export async function benchIngest(events = 100_000): Promise<readonly IngestFigures[]> {
  const figures: IngestFigures[] = [];
  for (const mix of ['day', 'storm'] as const) {
    const judged = await once(mix, 'on', events);
    const plain = await once(mix, 'off', events);
    const [, before = Number.NaN, after = Number.NaN] = judged.peakMb;
    figures.push({ mix, judged, plain, growth: after / before });
  }
  return figures;
}

async function once(mix: Mix, detections: 'on' | 'off', events: number): Promise<IngestRun> {
  const script = ['bench/ingest-once.ts', mix, detections, String(events)];
  const { stdout } = mustWork('ingest', await runMeasured(script, {}));
  // What ingest-once.ts prints.
  return JSON.parse(stdout) as IngestRun;
}

if (import.meta.main) {
  const figures = await benchIngest(Number(process.argv[2] ?? 100_000));
  console.table(
    figures.map(({ mix, judged, plain, growth }) => ({
      mix,
      events: judged.events,
      'events/s': Math.round(judged.perSecond),
      'per CPU second': Math.round(judged.perCpuSecond),
      'events/s without detections': Math.round(plain.perSecond),
      'peak MB after 1/5, 3/5, all': judged.peakMb.map(Math.round).join(', '),
      growth: growth.toFixed(2),
      alerts: judged.alerts,
      messages: judged.messages,
    })),
  );
}
