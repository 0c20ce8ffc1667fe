import type { KyselyPlugin } from 'kysely';

/**
 * A process that is killed at one of its steps: from then on nothing that it does has any effect. Every step is tried in turn,
 * which SIGKILL cannot be aimed at; `npm run chaos` kills real processes at whatever moment comes.
 */
export interface Crash {
  /** Before each call to the directory, and after each change of it. */
  readonly step: () => void;
  /** For a handle of the database: each statement is a step. */
  readonly plugin: KyselyPlugin;
  readonly steps: () => number;
  readonly died: () => boolean;
}

export class Killed extends Error {}

export function crashAt(last: number): Crash {
  let steps = 0;
  const step = (): void => {
    steps += 1;
    if (steps >= last) throw new Killed('killed');
  };
  return {
    step,
    steps: () => steps,
    died: () => steps >= last,
    plugin: {
      transformQuery: ({ node }) => {
        // What a database does by itself when the connection is gone.
        if (!JSON.stringify(node).includes('"rollback"')) step();
        return node;
      },
      transformResult: async ({ result }) => await Promise.resolve(result),
    },
  };
}
