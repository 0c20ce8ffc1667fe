import { splitReason } from '../because.ts';
import { lengthIn } from '../length.ts';
import { requestedReply } from '../messages/access-words.ts';
import { extendView } from '../views/grant-extend.ts';
import type { SlackCommand } from './command.ts';

export default {
  name: 'extend',
  usage: 'extend <grant id> [for 4h] [because …]',
  summary: 'ask for a later end of access that you hold; it is decided anew',
  role: null,
  opensForm: (words) => idOf(words) !== null && isIncomplete(words),
  run: async ({ words, actor, access, show, command }) => {
    const id = idOf(words);
    if (id === null)
      return {
        text: `Type \`${command} extend <grant id> [for 4h] [because …]\`; \`${command} grants\` shows the ids.`,
      };
    const { length, reason } = wordsOf(words);
    if (isIncomplete(words)) {
      await show(extendView(id, { length, because: reason }));
      return null;
    }
    const by = await actor();
    if ('refused' in by) return { text: by.refused };
    const minutes = lengthIn(length)?.minutes ?? 0;
    return requestedReply(await access.extend(id, { actor: by, minutes, reason, ticket: '' }));
  },
} satisfies SlackCommand;

function idOf(words: readonly string[]): string | null {
  return /^grant_[0-9a-f]+$/.exec(words[0] ?? '')?.[0] ?? null;
}

function wordsOf(words: readonly string[]): { readonly length: string; readonly reason: string } {
  const { before, reason } = splitReason(words);
  return { length: before[1]?.toLowerCase() === 'for' ? before.slice(2).join('') : '', reason };
}

/** A length that can be read, and a reason, need no form. */
function isIncomplete(words: readonly string[]): boolean {
  const { length, reason } = wordsOf(words);
  return (lengthIn(length)?.minutes ?? null) === null || reason === '';
}
