import type { App } from '../../app.ts';
import { plainText } from '../../lib/plain-text.ts';
import { type DeadDelivery, listDead } from '../../store/dead-letters.ts';
import { countDeliveries } from '../../store/sink-deliveries.ts';
import { type Command, exit } from '../command.ts';
import type { Terminal } from '../terminal.ts';
import { withApp } from '../with-app.ts';

/** Dead letters named; the count says how many there are. */
const NAMED = 20;

interface Line {
  readonly id: string;
  /** null = not configured any more. */
  readonly kind: string | null;
  readonly waiting: number;
  readonly delivered: number;
  readonly dead: number;
}

export default {
  name: 'sinks list',
  summary: 'where alerts go besides Slack: what waits, what was delivered, what was refused for good',
  usage: 'sinks list [--json]',
  options: { json: { type: 'boolean' } },
  optionHelp: { '--json': 'one JSON object on stdout' },
  run: async (tools, { values }) =>
    await withApp(tools, async (app) => {
      const sinks = await sinkLines(app);
      const dead = await listDead(app.store.db, NAMED);
      if (values['json'] === true) tools.terminal.out(JSON.stringify({ sinks, dead }));
      else print(tools.terminal, sinks, dead);
      return sinks.some((sink) => sink.dead > 0) ? exit.failed : exit.ok;
    }),
} satisfies Command;

async function sinkLines({ store, sinks }: App): Promise<readonly Line[]> {
  const counts = await countDeliveries(store.db);
  const kinds = new Map<string, string | null>(sinks.map(({ id, kind }) => [id, kind]));
  for (const id of counts.keys()) if (!kinds.has(id)) kinds.set(id, null);
  return [...kinds].map(([id, kind]) => {
    const none = { waiting: 0, delivered: 0, dead: 0 };
    return { id, kind, ...(counts.get(id) ?? none) };
  });
}

function print(terminal: Terminal, sinks: readonly Line[], dead: readonly DeadDelivery[]): void {
  if (sinks.length === 0) terminal.out('no sinks are configured: see docs/setup-sinks.md');
  const width = Math.max(0, ...sinks.map(({ id }) => id.length));
  for (const { id, kind, waiting, delivered, dead } of sinks) {
    const what = kind ?? terminal.paint('yellow', 'not configured any more');
    const refused = dead === 0 ? 'none dead' : terminal.paint('red', `${dead} dead`);
    terminal.out(`${id.padEnd(width)}  ${what}: ${waiting} waiting, ${delivered} delivered, ${refused}`);
  }
  for (const { sink, alertId, action, deadAt, lastError } of dead) {
    const at = deadAt.toISOString().slice(0, 16);
    terminal.out(
      `${terminal.paint('red', 'dead')}  ${sink}  ${action} of ${alertId}, ${at}Z: ${plainText(lastError)}`,
    );
  }
  const [first] = dead;
  if (first !== undefined)
    terminal.out(`send them again with \`lockstep sinks retry ${first.sink}\` once the cause is mended`);
}
