import { statusMessage } from '../messages/status.ts';
import type { SlackCommand } from './command.ts';

export default {
  name: 'status',
  usage: 'status',
  summary: 'what is connected, how fresh it is, and how the last check ended',
  role: 'viewer',
  run: async ({ useCases }) => statusMessage(await useCases.status()),
} satisfies SlackCommand;
