import type { Command } from './command.ts';

/** What `lockstep help` prints. */
export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'lockstep: keeps Okta, Microsoft Entra ID and what hangs below them in step',
    '',
    'Usage: lockstep <command> [options]',
    '',
    ...lines,
    '',
    'Run `lockstep <command> --help` for its options.',
  ].join('\n');
}

/** What `lockstep <command> --help` prints. */
export function commandHelp(command: Command): string {
  const options = Object.entries(command.optionHelp);
  const width = Math.max(0, ...options.map(([name]) => name.length));
  const lines = options.map(([name, help]) => `  ${name.padEnd(width)}  ${help}`);
  return [
    command.summary,
    '',
    `Usage: lockstep ${command.usage}`,
    ...(lines.length > 0 ? ['', ...lines] : []),
  ].join('\n');
}
