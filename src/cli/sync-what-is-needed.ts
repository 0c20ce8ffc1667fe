import type { App } from '../app.ts';
import { checks } from '../checks/index.ts';
import { mirrorIsFresh } from '../directory/freshness.ts';
import { refreshFactors, syncDirectory } from '../directory/index.ts';
import type { FactName } from '../domain/fact.ts';
import { errorLine } from '../lib/operator-error.ts';
import type { CliTools } from './command.ts';
import { FACTOR_BATCH } from './commands/sync.ts';
import { movesOf } from './moves-of.ts';

type Provider = App['providers'][number];

/**
 * Brings an empty or stale mirror up to date where the chosen checks (absent: all) judge it; what is read live needs
 * none. A failure is said and shows in the checks that rest on the mirror.
 */
export async function syncWhatIsNeeded(
  tools: CliTools,
  app: App,
  only: readonly string[] | undefined,
): Promise<void> {
  for (const provider of app.providers) {
    const needs = factsOf(provider, only);
    if (!needs.has('accounts') && !needs.has('factors')) continue;
    await syncIfStale(tools, app, provider, needs.has('factors'));
  }
}

/** Syncs a mirror that is empty or old; a failure is said. True = it can be believed now. */
export async function syncIfStale(
  tools: CliTools,
  app: App,
  provider: Provider,
  withFactors = false,
): Promise<boolean> {
  const { db } = app.store;
  if (await mirrorIsFresh(db, provider.id, app.clock.now())) return true;
  try {
    await syncOne(tools, app, provider);
    if (withFactors) await refreshFactors({ db, clock: app.clock }, provider, FACTOR_BATCH);
  } catch (error) {
    tools.terminal.note(errorLine(error));
  }
  return await mirrorIsFresh(db, provider.id, app.clock.now());
}

function factsOf({ kind }: Provider, only: readonly string[] | undefined): ReadonlySet<FactName> {
  const chosen = checks.filter(({ id, providers }) => {
    return providers.includes(kind) && (only === undefined || only.includes(id));
  });
  return new Set(chosen.flatMap(({ needs }) => needs));
}

async function syncOne({ terminal }: CliTools, app: App, provider: Provider): Promise<void> {
  const { outcome, streams } = await syncDirectory(
    {
      db: app.store.db,
      clock: app.clock,
      onMoves: movesOf(app, provider),
      progress: ({ connection, stream, pages }) => {
        terminal.progress(`${connection}: reading ${stream}, page ${pages}`);
      },
    },
    provider,
  );
  if (outcome === 'busy')
    terminal.note(`${provider.id}: another process is syncing it; the mirror is judged as it is`);
  const pages = streams.reduce((sum, each) => sum + each.pages, 0);
  if (outcome === 'done') terminal.progress(`${provider.id}: in step after ${pages} pages`, true);
}
