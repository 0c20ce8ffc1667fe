import type { App } from '../../app.ts';
import type { Config } from '../../config/config.ts';
import { reasonOf } from '../../lib/operator-error.ts';
import { openStore } from '../../store/open.ts';
import { countDeliveries, type DeliveryCounts } from '../../store/sink-deliveries.ts';
import type { CliTools } from '../command.ts';
import type { Line } from './line.ts';
import { onCallLine } from './on-call.ts';
import { problemLine } from './problem-line.ts';

/** What `doctor` says of each sink: whether it answers, and what lies in its outbox where the store can be opened; and of who knows who is on call. */
export async function sinkLines(tools: CliTools, config: Config): Promise<Line[]> {
  const { sinks, onCall, close } = await tools.openProviders(config);
  try {
    const counts = sinks.length === 0 ? null : await outboxes(config.databaseUrl);
    const lines = sinks.map(async (sink) => [await probeLine(sink), ...letters(sink.id, counts)]);
    return [...(await Promise.all(lines)).flat(), await onCallLine(onCall)];
  } finally {
    await close();
  }
}

/** null when the store cannot be opened, which has a line of its own. */
async function outboxes(url: string): Promise<ReadonlyMap<string, DeliveryCounts> | null> {
  try {
    const store = await openStore(url);
    try {
      return await countDeliveries(store.db);
    } finally {
      await store.close();
    }
  } catch {
    return null;
  }
}

function letters(id: string, counts: ReadonlyMap<string, DeliveryCounts> | null): Line[] {
  if (counts === null) return [];
  const { waiting = 0, dead = 0 } = counts.get(id) ?? {};
  const next = dead === 0 ? {} : { next: 'Run `lockstep sinks list`.' };
  return [
    { part: `sink ${id}`, ok: dead === 0, what: `${waiting} waiting, ${dead} refused for good`, ...next },
  ];
}

async function probeLine({ id, kind, probe }: App['sinks'][number]): Promise<Line> {
  const part = `sink ${id}`;
  if (probe === undefined) {
    const next = `Run \`lockstep sinks test ${id}\``;
    return { part, ok: null, what: `${kind}: cannot be asked without sending it something`, next };
  }
  const problem = await probe().catch(reasonOf);
  if (problem === null) return { part, ok: true, what: `${kind}: reachable, key accepted` };
  return problemLine(part, problem);
}
