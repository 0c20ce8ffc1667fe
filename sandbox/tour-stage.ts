import { type RunningBot, runLockstep } from './bot.ts';
import type { Lever } from './console/lever.ts';
import type { Demo } from './demo.ts';
import { see } from './story.ts';

/** What `checks run --json` prints, as far as the tour looks. */
export interface RunJson {
  readonly summary: Readonly<Record<string, number>>;
  readonly results: readonly {
    readonly check: string;
    readonly connection: string;
    readonly status: string;
    readonly findings: readonly {
      readonly subject: string;
      readonly state: string;
      readonly message: string;
    }[];
  }[];
}

/** What the steps of the tour share. */
export interface Stage {
  readonly demo: Demo;
  readonly lever: (id: string) => Lever;
  bot: RunningBot | undefined;
  /** Runs the checks in the terminal and parses what they say. */
  readonly judge: () => Promise<{ readonly code: number; readonly run: RunJson }>;
}

export function createStage(demo: Demo, levers: readonly Lever[]): Stage {
  return {
    demo,
    bot: undefined,
    lever: (id) => {
      const found = levers.find((lever) => lever.id === id);
      if (found === undefined) throw new Error(`there is no lever ${id}`);
      return found;
    },
    judge: async () => {
      const { code, stdout, stderr } = await runLockstep(['checks', 'run', '--json'], demo.env);
      see(stdout.trim().startsWith('{'), `no JSON but: ${stdout}${stderr}`);
      // The stable shape of `checks run --json`.
      return { code, run: JSON.parse(stdout) as RunJson };
    },
  };
}
