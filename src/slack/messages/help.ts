import type { Listed } from '../commands/command.ts';

/** What may be typed, a line for each. */
export function helpText(command: string, commands: readonly Listed[]): string {
  const lines = commands.map(({ usage, summary, role }) => {
    return `• \`${command} ${usage}\` ${summary}${role === null ? '' : ` (${role})`}`;
  });
  return ['*What I understand*', ...lines].join('\n');
}
