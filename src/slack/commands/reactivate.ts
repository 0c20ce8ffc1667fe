import { splitReason } from '../because.ts';
import { deactivators } from '../gate.ts';
import { askedReply } from '../messages/leaver-words.ts';
import { noteView } from '../messages/modal.ts';
import { reactivateView } from '../views/reactivate.ts';
import type { SlackCommand } from './command.ts';

export default {
  name: 'reactivate',
  usage: 'reactivate [login or @somebody] [because …]',
  summary: 'ask for sign-in to be given back to somebody who was switched off elsewhere',
  role: deactivators,
  opensForm: (words) => isIncomplete(words),
  run: async ({ words, actor, named, leavers, show }) => {
    const { before, reason } = splitReason(words);
    const person = await named(before[0] ?? '');
    if (isIncomplete(words)) {
      await show('refused' in person ? noteView(person.refused) : reactivateView(person.text));
      return null;
    }
    if ('refused' in person) return { text: person.refused };
    const by = await actor();
    if ('refused' in by) return { text: by.refused };
    return askedReply(await leavers.reactivate(person.text, { actor: by, reason }), leavers.channel);
  },
} satisfies SlackCommand;

function isIncomplete(words: readonly string[]): boolean {
  const { before, reason } = splitReason(words);
  return before.length !== 1 || reason === '';
}
