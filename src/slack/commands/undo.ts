import { splitReason } from '../because.ts';
import { deactivators } from '../gate.ts';
import { askedReply } from '../messages/leaver-words.ts';
import { escape } from '../messages/text.ts';
import type { SlackCommand } from './command.ts';

export default {
  name: 'undo',
  usage: 'undo <login, @somebody or id> because …',
  summary: 'ask for what a deactivation took to be given back: sign-in, and the groups of its snapshot',
  role: deactivators,
  run: async ({ words, actor, named, leavers, command }) => {
    const { before, reason } = splitReason(words);
    const [typed] = before;
    if (typed === undefined || before.length > 1 || reason === '')
      return {
        text: `Type \`${command} undo <login, @somebody or id> because …\`: whose deactivation, and why.`,
      };
    const person = await named(typed);
    if ('refused' in person) return { text: person.refused };
    const id = await leavers.newest(person.text);
    if (id === null)
      return {
        text: `Nothing was changed: I know of no deactivation of "${escape(person.text.slice(0, 100))}".`,
      };
    const by = await actor();
    if ('refused' in by) return { text: by.refused };
    return askedReply(await leavers.undo(id, { actor: by, reason }), leavers.channel);
  },
} satisfies SlackCommand;
