import { statusMessage } from '../messages/status.ts';
import { watchState } from '../messages/watch-state.ts';
import type { SlackCommand } from './command.ts';

export default {
  name: 'status',
  usage: 'status',
  summary: 'what is connected, how fresh it is, what is wrong, and how the last check ended',
  role: 'viewer',
  run: async ({ useCases, watch }) => {
    const { text, blocks } = statusMessage(await useCases.status());
    return { text, blocks: [...blocks, ...watchState(await watch.state())] };
  },
} satisfies SlackCommand;
