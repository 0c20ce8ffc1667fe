import { splitReason } from '../because.ts';
import { deactivators } from '../gate.ts';
import { askedReply } from '../messages/leaver-words.ts';
import { noteView } from '../messages/modal.ts';
import { deactivateView } from '../views/deactivate.ts';
import type { SlackCommand } from './command.ts';

export default {
  name: 'deactivate',
  usage: 'deactivate [login or @somebody] [because …]',
  summary: 'ask for somebody to be switched off everywhere; with a form for lists and a later start',
  role: deactivators,
  opensForm: (words) => isIncomplete(words),
  run: async ({ words, actor, named, leavers, show }) => {
    const { before, reason } = splitReason(words);
    const people = await named(before.join('\n'));
    if (isIncomplete(words)) {
      await show(
        'refused' in people
          ? noteView(people.refused)
          : deactivateView({ people: people.text, because: reason }),
      );
      return null;
    }
    if ('refused' in people) return { text: people.refused };
    const by = await actor();
    if ('refused' in by) return { text: by.refused };
    const ask = { actor: by, reason, startsAt: null };
    return askedReply(await leavers.deactivate(people.text, ask), leavers.channel);
  },
} satisfies SlackCommand;

/** Exactly one person and a reason need no form. */
function isIncomplete(words: readonly string[]): boolean {
  const { before, reason } = splitReason(words);
  return before.length !== 1 || reason === '';
}
