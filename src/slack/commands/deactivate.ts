import { splitReason } from '../because.ts';
import { deactivators } from '../gate.ts';
import { askedReply } from '../messages/leaver-words.ts';
import { addressIn } from '../typed-address.ts';
import { deactivateView } from '../views/deactivate.ts';
import type { SlackCommand } from './command.ts';

export default {
  name: 'deactivate',
  usage: 'deactivate [login] [because …]',
  summary: 'ask for somebody to be switched off everywhere; with a form for lists and a later start',
  role: deactivators,
  opensForm: (words) => isIncomplete(words),
  run: async ({ words, actor, leavers, show }) => {
    const { before, reason } = splitReason(words);
    if (isIncomplete(words)) {
      await show(deactivateView({ people: before.join('\n'), because: reason }));
      return null;
    }
    const by = await actor();
    if ('refused' in by) return { text: by.refused };
    const ask = { actor: by, reason, startsAt: null };
    return askedReply(await leavers.deactivate(addressIn(before[0] ?? ''), ask), leavers.channel);
  },
} satisfies SlackCommand;

/** Exactly one person and a reason need no form. */
function isIncomplete(words: readonly string[]): boolean {
  const { before, reason } = splitReason(words);
  return before.length !== 1 || reason === '';
}
