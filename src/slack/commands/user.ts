import { userCard } from '../messages/user-card.ts';
import { addressIn } from '../typed-address.ts';
import type { SlackCommand } from './command.ts';

export default {
  name: 'user',
  usage: 'user <email or login>',
  summary: 'what the directories know about somebody',
  role: 'viewer',
  run: async ({ words, useCases, command }) => {
    const text = words.join(' ');
    if (text === '') return { text: `Who? Type \`${command} user ada@acme.test\`.` };
    return userCard(await useCases.findPerson(addressIn(text)));
  },
} satisfies SlackCommand;
