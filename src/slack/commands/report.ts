import { elsewhere, type SlackCommand } from './command.ts';

export default {
  name: 'report',
  usage: 'report',
  summary: 'post the newest report here again',
  role: 'viewer',
  run: async ({ useCases, request, place, command }) => {
    const where = await place();
    const posted = await useCases.postLastReport({ channel: where.channel, request });
    if (!posted) return { text: `There is no report yet. Type \`${command} check\`.` };
    return elsewhere(where, 'The report');
  },
} satisfies SlackCommand;
