import type { SlackCommand } from './command.ts';

export default {
  name: 'unfreeze',
  usage: 'unfreeze',
  summary: 'let Lockstep make changes again',
  role: 'admin',
  run: async ({ watch, user }) => ({
    text: (await watch.unfreeze(user)) ? 'The freeze is lifted.' : 'It is not frozen.',
  }),
} satisfies SlackCommand;
