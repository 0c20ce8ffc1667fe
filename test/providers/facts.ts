import type { BreakGlassEntry } from '../../src/domain/break-glass.ts';
import type { LiveFactName, LiveFacts } from '../../src/domain/fact.ts';
import type { GatherContext, Provider } from '../../src/providers/provider.ts';

export const limits = { rateShare: 1, concurrency: 4 };

export function entry(connection: string, login: string): BreakGlassEntry {
  return { connection, login, drillDays: 90, custodians: [], certificateAttestedUntil: null };
}

/** Reads facts as a run does: each once. */
export function gatherer(provider: Provider, breakGlass: readonly BreakGlassEntry[]): GatherContext {
  const known = new Map<string, Promise<unknown>>();
  const context: GatherContext = {
    breakGlass,
    fact: async <N extends LiveFactName>(name: N): Promise<LiveFacts[N]> => {
      if (provider.gather === undefined) throw new Error('this provider gathers nothing');
      const reading = known.get(name) ?? provider.gather(name, context);
      known.set(name, reading);
      // The map holds for each name what the reader of that name gave.
      return (await reading) as LiveFacts[N];
    },
  };
  return context;
}
