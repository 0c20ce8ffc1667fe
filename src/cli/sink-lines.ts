import type { App } from '../app.ts';
import { reasonOf } from '../lib/operator-error.ts';
import { countDeliveries } from '../store/sink-deliveries.ts';

interface SinkLine {
  readonly part: string;
  readonly ok: boolean | null;
  readonly what: string;
  readonly next?: string;
}

/** What `doctor` says of each sink: whether it answers, and what lies in its outbox. */
export async function sinkLines({ sinks, store }: App): Promise<readonly SinkLine[]> {
  const counts = await countDeliveries(store.db);
  const lines = await Promise.all(
    sinks.map(async ({ id, kind, probe }) => {
      const part = `sink ${id}`;
      const { waiting = 0, dead = 0 } = counts.get(id) ?? {};
      const letters: SinkLine = {
        part,
        ok: dead === 0,
        what: `${waiting} waiting, ${dead} refused for good`,
        ...(dead === 0 ? {} : { next: 'Run `lockstep sinks list`.' }),
      };
      return [await probeLine({ id, kind, probe }), letters];
    }),
  );
  return lines.flat();
}

async function probeLine({
  id,
  kind,
  probe,
}: {
  readonly id: string;
  readonly kind: string;
  readonly probe: App['sinks'][number]['probe'];
}): Promise<SinkLine> {
  const part = `sink ${id}`;
  if (probe === undefined) {
    const next = `Run \`lockstep sinks test ${id}\``;
    return { part, ok: null, what: `${kind}: cannot be asked without sending it something`, next };
  }
  const problem = await probe().catch(reasonOf);
  if (problem === null) return { part, ok: true, what: `${kind}: reachable, key accepted` };
  const [what = '', next] = problem.split(' Next: ');
  return { part, ok: false, what: what.replace(/\.$/, ''), ...(next === undefined ? {} : { next }) };
}
