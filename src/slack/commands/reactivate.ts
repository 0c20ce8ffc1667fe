import { splitReason } from '../because.ts';
import { deactivators } from '../gate.ts';
import { askedReply } from '../messages/leaver-words.ts';
import { addressIn } from '../typed-address.ts';
import { reactivateView } from '../views/reactivate.ts';
import type { SlackCommand } from './command.ts';

export default {
  name: 'reactivate',
  usage: 'reactivate [login] [because …]',
  summary: 'ask for sign-in to be given back to somebody who was switched off elsewhere',
  role: deactivators,
  opensForm: (words) => isIncomplete(words),
  run: async ({ words, actor, leavers, show }) => {
    const { before, reason } = splitReason(words);
    const person = addressIn(before[0] ?? '');
    if (isIncomplete(words)) {
      await show(reactivateView(person));
      return null;
    }
    const by = await actor();
    if ('refused' in by) return { text: by.refused };
    return askedReply(await leavers.reactivate(person, { actor: by, reason }), leavers.channel);
  },
} satisfies SlackCommand;

function isIncomplete(words: readonly string[]): boolean {
  const { before, reason } = splitReason(words);
  return before.length !== 1 || reason === '';
}
