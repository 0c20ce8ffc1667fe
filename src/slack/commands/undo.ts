import { splitReason } from '../because.ts';
import { deactivators } from '../gate.ts';
import { askedReply } from '../messages/leaver-words.ts';
import { escape } from '../messages/text.ts';
import { addressIn } from '../typed-address.ts';
import type { SlackCommand } from './command.ts';

export default {
  name: 'undo',
  usage: 'undo <login or id> because …',
  summary: 'ask for what a deactivation took to be given back: sign-in, and the groups of its snapshot',
  role: deactivators,
  run: async ({ words, actor, leavers, command }) => {
    const { before, reason } = splitReason(words);
    const [typed] = before;
    if (typed === undefined || before.length > 1 || reason === '')
      return { text: `Type \`${command} undo <login or id> because …\`: whose deactivation, and why.` };
    const id = await leavers.newest(addressIn(typed));
    if (id === null)
      return { text: `Nothing was changed: I know of no deactivation of "${escape(typed.slice(0, 100))}".` };
    const by = await actor();
    if ('refused' in by) return { text: by.refused };
    return askedReply(await leavers.undo(id, { actor: by, reason }), leavers.channel);
  },
} satisfies SlackCommand;
