import { splitReason } from '../because.ts';
import { lengthIn, unfitLength } from '../length.ts';
import { requestedReply } from '../messages/access-words.ts';
import { noteView } from '../messages/modal.ts';
import { escape } from '../messages/text.ts';
import { isPerson } from '../named.ts';
import { requestView } from '../views/request.ts';
import type { SlackCommand } from './command.ts';

/** No role: the policies say who may ask for what. */
export default {
  name: 'request',
  usage: 'request [group] [for 4h] [for @somebody] [because …]',
  summary: 'ask for a group for a time; with a form where something is missing, or for later',
  role: null,
  opensForm: (words) => isIncomplete(words),
  run: async ({ words, actor, named, access, show, command }) => {
    const { name, length, reason, ...typed } = wordsOf(words);
    const whom = await named(typed.whom);
    const groups = name === '' ? [] : await access.groupsNamed(name);
    const [group = null] = groups;
    if (isIncomplete(words)) {
      const one = groups.length === 1 ? group : null;
      await show(
        'refused' in whom
          ? noteView(whom.refused)
          : requestView({ group: one, whom: whom.text, length, because: reason }),
      );
      return null;
    }
    if ('refused' in whom) return { text: whom.refused };
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
    const wish = { group, whom: whom.text, ...long, reason, ticket: '', startsAt: null, emergency: false };
    return requestedReply(await access.request(wish, by));
  },
} satisfies SlackCommand;

interface Typed {
  readonly name: string;
  readonly length: string;
  /** Empty = for whoever types. */
  readonly whom: string;
  readonly reason: string;
}

/** "for" a mention or an address tells whom. A name may hold the word too: the last other one tells the length. */
function wordsOf(words: readonly string[]): Typed {
  const { before, reason } = splitReason(words);
  const isFor = (word: string): boolean => word.toLowerCase() === 'for';
  const whomAt = before.findLastIndex((word, i) => isFor(word) && isPerson(before[i + 1] ?? ''));
  const whom = whomAt === -1 ? '' : (before[whomAt + 1] ?? '');
  const rest = whomAt === -1 ? before : before.toSpliced(whomAt, 2);
  const at = rest.findLastIndex(isFor);
  if (at === -1) return { name: rest.join(' '), length: '', whom, reason };
  return { name: rest.slice(0, at).join(' '), length: rest.slice(at + 1).join(''), whom, reason };
}

function isIncomplete(words: readonly string[]): boolean {
  const { name, reason } = wordsOf(words);
  return name === '' || reason === '';
}
