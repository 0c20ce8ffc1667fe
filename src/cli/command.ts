import type { ParseArgsConfig } from 'node:util';
import type { App } from '../app.ts';
import type { Config } from '../config/config.ts';
import type { Clock } from '../lib/clock.ts';
import type { Terminal } from './terminal.ts';

/** What a command may use. Everything that costs time is behind a function. */
export interface CliTools {
  readonly terminal: Terminal;
  readonly clock: Clock;
  /** Reads the environment and lockstep.yaml; throws OperatorErrors. */
  readonly loadConfig: () => Config;
  /** Parses one settings file; throws OperatorErrors. */
  readonly checkConfigFile: (path: string) => Config['settings'];
  /** Opens everything; the command closes it. */
  readonly openApp: (config: Config, options?: { readonly storeApart?: boolean }) => Promise<App>;
  /** Connects the directories and the sinks without opening the store; the command closes them. */
  readonly openProviders: (config: Config) => Promise<Pick<App, 'providers' | 'sinks' | 'onCall' | 'close'>>;
  /** Runs the bot until it is told to stop; returns the exit code. */
  readonly serve: (config: Config) => Promise<number>;
  /** Starts the demo in a child process; returns its exit code. */
  readonly demo: (args: readonly string[]) => Promise<number>;
  /** Asks Slack who we are, for `doctor`; null when Slack is not configured. */
  readonly probeSlack: (config: Config) => Promise<SlackProbe | null>;
}

export interface SlackProbe {
  readonly ok: boolean;
  readonly problem?: string;
  /** What to do about the problem. */
  readonly next?: string;
  readonly team?: string;
  readonly missingScopes: readonly string[];
  /** Socket Mode can be opened; null in HTTP mode. */
  readonly socket: boolean | null;
}

/** One subcommand: `name` is what is typed, the file is `commands/<noun>-<verb>.ts`. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  /** How many words may follow the name; 0 when absent. */
  readonly words?: number;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** One line for each option, for the help. */
  readonly optionHelp: Readonly<Record<string, string>>;
  readonly run: (tools: CliTools, args: Args) => Promise<number>;
}

export interface Args {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

/** Exit codes of design: 0 fine, 1 a failure at or above --fail-on, 2 something not evaluated, 64 bad usage, 78 bad configuration. */
export const exit = { ok: 0, failed: 1, notEvaluated: 2, usage: 64, config: 78 } as const;

export function text(args: Args, name: string): string | undefined {
  const value = args.values[name];
  return typeof value === 'string' ? value : undefined;
}
