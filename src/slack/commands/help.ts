import type { SlackCommand } from './command.ts';
import { commands } from './index.ts';

export default {
  name: 'help',
  usage: 'help',
  summary: 'show this list',
  role: null,
  run: async ({ command }) => {
    const lines = commands.map(
      ({ usage, summary, role }) =>
        `• \`${command} ${usage}\` ${summary}${role === null ? '' : ` (${role})`}`,
    );
    return await Promise.resolve({ text: ['*What I understand*', ...lines].join('\n') });
  },
} satisfies SlackCommand;
