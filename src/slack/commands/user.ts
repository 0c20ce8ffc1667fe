import { userCard } from '../messages/user-card.ts';
import type { SlackCommand } from './command.ts';

export default {
  name: 'user',
  usage: 'user <email, login or @somebody>',
  summary: 'what the directories know about somebody',
  role: 'viewer',
  run: async ({ words, named, useCases, command }) => {
    const text = words.join(' ');
    if (text === '') return { text: `Who? Type \`${command} user ada@acme.test\`.` };
    const person = await named(text);
    if ('refused' in person) return { text: person.refused };
    return userCard(await useCases.findPerson(person.text));
  },
} satisfies SlackCommand;
