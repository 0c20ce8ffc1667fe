import type { App } from '../../app.ts';
import { inspectPolicies } from '../../approvals/inspect-policies.ts';
import { createInspection } from '../../approvals/inspection.ts';
import type { PolicyGroup } from '../../approvals/policy-match.ts';
import type { PolicyProblem, ProblemLevel } from '../../approvals/policy-problem.ts';
import type { Config } from '../../config/config.ts';
import { listGroupNames } from '../../store/mirror-names.ts';
import { openStore } from '../../store/open.ts';
import type { CliTools } from '../command.ts';
import type { Line } from './line.ts';

/** One line about the access policies; what is wrong with them is `policy check`'s to say. */
export async function policyLines(tools: CliTools, config: Config): Promise<Line[]> {
  const { access } = config.settings;
  if (access.policies.length === 0) return [];
  const { providers, close } = await tools.openProviders(config);
  try {
    const inspection = createInspection({ providers }, await mirrored(config.databaseUrl, providers));
    const { problems } = await inspectPolicies(inspection, config.settings);
    return [lineOf(access.policies.length, problems)];
  } finally {
    await close();
  }
}

function lineOf(policies: number, problems: readonly PolicyProblem[]): Line {
  const count = (level: ProblemLevel): number => problems.filter((each) => each.level === level).length;
  const [errors, warnings, unread] = [count('error'), count('warning'), count('unread')];
  const what = `${policies} access policies: ${errors} errors, ${warnings} warnings, ${unread} not evaluated`;
  const next = problems.length === 0 ? {} : { next: 'Run `lockstep policy check`.' };
  if (errors > 0) return { part: 'policy', ok: false, what, ...next };
  return { part: 'policy', ok: unread > 0 ? null : true, what, ...next };
}

/** The groups of every mirror as it is; what has none is not known, and neither is anything where the store cannot be opened. */
async function mirrored(
  url: string,
  providers: App['providers'],
): Promise<ReadonlyMap<string, readonly PolicyGroup[]>> {
  const found = new Map<string, readonly PolicyGroup[]>();
  try {
    const store = await openStore(url);
    try {
      for (const { id: connection } of providers) {
        const groups = await listGroupNames(store.db, connection);
        if (groups.length > 0)
          found.set(
            connection,
            groups.map((group) => ({ connection, ...group })),
          );
      }
    } finally {
      await store.close();
    }
  } catch {
    // The store has a line of its own.
  }
  return found;
}
