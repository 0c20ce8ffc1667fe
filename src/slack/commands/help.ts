import { helpText } from '../messages/help.ts';
import type { SlackCommand } from './command.ts';

export default {
  name: 'help',
  usage: 'help',
  summary: 'show this list',
  role: null,
  run: async ({ command, commands }) => await Promise.resolve({ text: helpText(command, commands) }),
} satisfies SlackCommand;
