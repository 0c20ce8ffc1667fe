import type { SlackCommand } from './command.ts';

export default {
  name: 'report',
  usage: 'report',
  summary: 'post the newest report here again',
  role: 'viewer',
  run: async ({ useCases, channel, command }) => {
    const posted = await useCases.postLastReport(channel);
    return posted ? null : { text: `There is no report yet. Type \`${command} check\`.` };
  },
} satisfies SlackCommand;
