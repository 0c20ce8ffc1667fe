import { parseArgs } from 'node:util';
import { nearest } from '../lib/nearest.ts';
import { errorLine, OperatorError, reasonOf } from '../lib/operator-error.ts';
import { type CliTools, type Command, exit } from './command.ts';
import { commands } from './commands/index.ts';
import { commandHelp, overview } from './help.ts';

/** Runs what was typed after `lockstep` and returns the exit code; never throws for what an operator can cause. */
export async function runCli(tools: CliTools, argv: readonly string[]): Promise<number> {
  const wantsHelp = argv.includes('--help') || argv.includes('-h') || argv[0] === 'help';
  const typed = argv[0] === 'help' ? argv.slice(1) : argv;
  const words = typed.filter((word) => word !== '--help' && word !== '-h');
  const found = findCommand(words);
  if (found === undefined) {
    const failed = words.length > 0;
    if (failed) tools.terminal.note(unknownCommand(words));
    else tools.terminal.out(overview(commands));
    return failed ? exit.usage : exit.ok;
  }
  if (wantsHelp) {
    tools.terminal.out(commandHelp(found.command));
    return exit.ok;
  }
  return await runCommand(tools, found.command, found.rest);
}

async function runCommand(tools: CliTools, command: Command, rest: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = readArgs(command, rest);
    return await command.run(tools, { values, positionals });
  } catch (error) {
    tools.terminal.note(errorLine(error));
    return exitCode(error);
  }
}

function readArgs(command: Command, rest: readonly string[]) {
  try {
    const parsed = parseArgs({
      args: [...rest],
      options: command.options,
      allowPositionals: true,
      strict: true,
    });
    const [extra] = parsed.positionals.slice(command.words ?? 0);
    if (extra !== undefined) throw new Error(`Unexpected argument '${extra}'`);
    // No command declares `multiple`, so no value is a list.
    return {
      values: parsed.values as Record<string, string | boolean | undefined>,
      positionals: parsed.positionals,
    };
  } catch (error) {
    const what = reasonOf(error).split('. ')[0] ?? '';
    const help = `Run \`lockstep ${command.name} --help\`.`;
    const close = nearestOption(what, command);
    throw new OperatorError('USAGE', what, close === undefined ? help : `Did you mean --${close}? ${help}`);
  }
}

function nearestOption(what: string, { options }: Command): string | undefined {
  const typed = /^Unknown option '-+([^']+)'/.exec(what)?.[1];
  return typed === undefined ? undefined : nearest(typed, Object.keys(options));
}

/** 78 for bad configuration, 64 for bad usage, 1 otherwise. */
function exitCode(error: unknown): number {
  if (!(error instanceof OperatorError)) return exit.failed;
  if (error.code.startsWith('CONFIG_')) return exit.config;
  return error.code === 'USAGE' ? exit.usage : exit.failed;
}

/** Two words name a command before one does: `checks run`, then `sync`. */
function findCommand(words: readonly string[]): { command: Command; rest: readonly string[] } | undefined {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ');
    const command = commands.find((candidate) => candidate.name === name);
    if (command !== undefined) return { command, rest: words.slice(length) };
  }
  return undefined;
}

function unknownCommand(words: readonly string[]): string {
  const typed = words.slice(0, 2).join(' ');
  const names = commands.map(({ name }) => name);
  const close = closeTo(words, names).map((name) => `\`lockstep ${name}\``);
  const next =
    close.length === 0
      ? 'Run `lockstep help`.'
      : `Did you mean ${close.join(' or ')}? Run \`lockstep help\` for all.`;
  return errorLine(new OperatorError('USAGE', `there is no command "${typed}"`, next));
}

/** The nearest name; when only the first word is right, every name that begins with it. */
function closeTo(words: readonly string[], names: readonly string[]): readonly string[] {
  const [first = ''] = words;
  const close = nearest(words.slice(0, 2).join(' '), names);
  if (close !== undefined) return [close];
  const family = names.filter((name) => name.startsWith(`${first} `));
  if (family.length > 0) return family;
  const single = nearest(first, names);
  return single === undefined ? [] : [single];
}
