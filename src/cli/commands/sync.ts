import type { App } from '../../app.ts';
import { refreshFactors, type SyncProgress, syncDirectory } from '../../directory/index.ts';
import { OperatorError } from '../../lib/operator-error.ts';
import { type Command, exit } from '../command.ts';
import { movesOf } from '../moves-of.ts';
import type { Terminal } from '../terminal.ts';
import { withApp } from '../with-app.ts';

export default {
  name: 'sync',
  summary: 'read people, groups, memberships and factors of every connected directory into the store',
  usage: 'sync [--full] [--believe] [--no-factors] [--json]',
  options: {
    full: { type: 'boolean' },
    believe: { type: 'boolean' },
    'no-factors': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  optionHelp: {
    '--full': 'read everything, not only what changed',
    '--believe': 'with --full: take for gone what is no longer listed, also where it is most of a directory',
    '--no-factors': 'leave second factors for later: Okta needs a call for each account',
    '--json': 'one JSON object on stdout',
  },
  run: async (tools, { values }) => {
    if (values['believe'] === true && values['full'] !== true)
      throw new OperatorError(
        'USAGE',
        '--believe is about a pass over everything',
        'Use `lockstep sync --full --believe`.',
      );
    return await withApp(tools, async (app) => await syncAll(tools.terminal, app, values), {
      storeApart: true,
    });
  },
} satisfies Command;

async function syncAll(
  terminal: Terminal,
  app: App,
  values: Readonly<Record<string, unknown>>,
): Promise<number> {
  const { store, clock, providers } = app;
  if (providers.length === 0) throw nothingConnected();
  const progress = (line: SyncProgress): void => terminal.progress(progressLine(line));
  const results: Line[] = [];
  for (const provider of providers) {
    const onMoves = movesOf(app, provider);
    const result = await syncDirectory({ db: store.db, clock, progress, onMoves }, provider, {
      full: values['full'] === true,
      believe: values['believe'] === true,
    });
    for (const stream of result.streams) terminal.progress(progressLine(stream), true);
    const limit = values['no-factors'] === true ? 0 : FACTOR_BATCH;
    const factors = limit === 0 ? 0 : await refreshFactors({ db: store.db, clock }, provider, limit);
    results.push({ ...result, factors });
  }
  printResults(terminal, results, values['json'] === true);
  return results.some(({ outcome }) => outcome === 'busy') ? exit.notEvaluated : exit.ok;
}

/** Second factors read at once where each account costs a call; `serve` reads the rest in the background. */
export const FACTOR_BATCH = 500;

interface Line {
  readonly connection: string;
  readonly outcome: string;
  readonly factors: number;
  readonly streams: readonly SyncProgress[];
}

function printResults(terminal: Terminal, results: readonly Line[], json: boolean): void {
  if (json) {
    terminal.out(JSON.stringify({ connections: results }));
    return;
  }
  for (const { connection, outcome, factors } of results) {
    const said =
      outcome === 'busy' ? 'another process is syncing it' : `in step; factors of ${factors} accounts read`;
    terminal.out(`${connection}: ${said}`);
  }
}

function progressLine(line: SyncProgress): string {
  const kind = line.mode === 'full' ? 'reading all' : 'reading changes of';
  return `${line.connection}: ${kind} ${line.stream}, ${line.accounts} accounts, ${line.groups} groups, ${line.memberships} memberships (${line.pages} pages)`;
}

export function nothingConnected(): OperatorError {
  return new OperatorError(
    'CONFIG_INCOMPLETE',
    'no directory is connected',
    'Set the OKTA_ or ENTRA_ variables (see .env.example), or try `lockstep demo`.',
  );
}
