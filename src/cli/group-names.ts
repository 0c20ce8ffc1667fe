import type { App } from '../app.ts';
import type { PolicyGroup } from '../approvals/policy-match.ts';
import { listGroupNames } from '../store/mirror-names.ts';
import type { CliTools } from './command.ts';
import { syncIfStale } from './sync-what-is-needed.ts';

/** Every group of the connections, from mirrors that are brought up to date first; one that cannot be is left out. */
export async function groupNames(
  tools: CliTools,
  app: App,
  connections: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly PolicyGroup[]>> {
  const found = new Map<string, readonly PolicyGroup[]>();
  for (const provider of app.providers) {
    if (!connections.has(provider.id) || !(await syncIfStale(tools, app, provider))) continue;
    const groups = await listGroupNames(app.store.db, provider.id);
    found.set(
      provider.id,
      groups.map((group) => ({ connection: provider.id, ...group })),
    );
  }
  return found;
}
