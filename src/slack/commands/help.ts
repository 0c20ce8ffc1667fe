import type { SlackCommand } from './command.ts';

export default {
  name: 'help',
  usage: 'help',
  summary: 'show this list',
  role: null,
  run: async ({ command, commands }) => {
    const lines = commands.map(({ usage, summary, role }) => {
      return `• \`${command} ${usage}\` ${summary}${role === null ? '' : ` (${role})`}`;
    });
    return await Promise.resolve({ text: ['*What I understand*', ...lines].join('\n') });
  },
} satisfies SlackCommand;
