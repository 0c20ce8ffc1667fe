import { splitReason } from '../because.ts';
import { lengthIn, unfitLength } from '../length.ts';
import { requestedReply } from '../messages/access-words.ts';
import { escape } from '../messages/text.ts';
import { requestView } from '../views/request.ts';
import type { SlackCommand } from './command.ts';

/** No role: the policies say who may ask for what. */
export default {
  name: 'request',
  usage: 'request [group] [for 4h] [because …]',
  summary: 'ask for a group for a time; with a form where something is missing, for others, or for later',
  role: null,
  opensForm: (words) => isIncomplete(words),
  run: async ({ words, actor, access, show, command }) => {
    const { name, length, reason } = wordsOf(words);
    const groups = name === '' ? [] : await access.groupsNamed(name);
    const [group = null] = groups;
    if (isIncomplete(words)) {
      await show(requestView({ group: groups.length === 1 ? group : null, length, because: reason }));
      return null;
    }
    const long = lengthIn(length);
    if (long === null) return { text: `Nobody is asked: ${unfitLength}` };
    if (group === null)
      return {
        text: `Nobody is asked: no policy is about a group called "${escape(name.slice(0, 100))}". \`${command} request\` opens a form that looks for it.`,
      };
    if (groups.length > 1)
      return {
        text: `Nobody is asked: ${groups.length} groups are called "${escape(name.slice(0, 100))}". \`${command} request\` opens a form in which you choose.`,
      };
    const by = await actor();
    if ('refused' in by) return { text: by.refused };
    const wish = { group, whom: '', ...long, reason, ticket: '', startsAt: null, emergency: false };
    return requestedReply(await access.request(wish, by));
  },
} satisfies SlackCommand;

/** A name may hold the word "for": the last one tells the length. */
function wordsOf(words: readonly string[]): {
  readonly name: string;
  readonly length: string;
  readonly reason: string;
} {
  const { before, reason } = splitReason(words);
  const at = before.findLastIndex((word) => word.toLowerCase() === 'for');
  if (at === -1) return { name: before.join(' '), length: '', reason };
  return { name: before.slice(0, at).join(' '), length: before.slice(at + 1).join(''), reason };
}

function isIncomplete(words: readonly string[]): boolean {
  const { name, reason } = wordsOf(words);
  return name === '' || reason === '';
}
