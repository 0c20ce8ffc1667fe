import type { BreakGlassEntry } from '../../domain/break-glass.ts';
import { parseDuration } from '../../lib/duration.ts';
import { when } from '../messages/alert.ts';
import { drillList } from '../messages/drill-list.ts';
import { escape } from '../messages/text.ts';
import type { Context, Reply, SlackCommand } from './command.ts';

const DEFAULT_MINUTES = 30;
const MOST_MINUTES = 240;

export default {
  name: 'breakglass',
  usage: 'breakglass [drill <login> [for 30m] | close <login>]',
  summary: 'break-glass accounts and their drills; announcing and closing one is for operators',
  words: 4,
  role: 'viewer',
  roleFor: (words) => (words.length === 0 ? 'viewer' : 'operator'),
  run: async (context) => {
    const [word, typed] = context.words;
    const verb = word?.toLowerCase();
    const pictures = await context.watch.drills();
    if (verb === undefined) return drillList(pictures, context.watch.now());
    const account = await context.named(typed ?? '');
    if ('refused' in account) return { text: account.refused };
    const login = account.text.toLowerCase();
    const entries = pictures.map(({ entry }) => entry).filter((entry) => entry.login.toLowerCase() === login);
    const [entry] = entries;
    if (!['drill', 'close'].includes(verb) || login === '')
      return { text: `Type \`${context.command} breakglass drill <login>\` or \`… close <login>\`.` };
    if (entry === undefined || entries.length > 1)
      return { text: `"${escape(login.slice(0, 100))}" is not exactly one registered break-glass account.` };
    return verb === 'drill' ? await announce(context, entry) : await close(context, entry);
  },
} satisfies SlackCommand;

async function announce({ words, watch, user, command }: Context, entry: BreakGlassEntry): Promise<Reply> {
  const minutes = minutesIn(words.slice(2));
  if (minutes === null || minutes > MOST_MINUTES)
    return { text: `A drill lasts 1 to ${MOST_MINUTES} minutes: \`for 30m\`.` };
  const until = await watch.openDrill(entry, { by: user, minutes });
  if (until === null) return { text: 'A drill of this account is open already.' };
  return {
    text: `A drill of ${escape(entry.login)} is announced until ${when(until)}. Sign in, then type \`${command} breakglass close ${escape(entry.login)}\`.`,
  };
}

/** null: neither nothing nor "for" and a length. */
function minutesIn([word, length = '']: readonly string[]): number | null {
  if (word === undefined) return DEFAULT_MINUTES;
  return word.toLowerCase() === 'for' ? parseDuration(length) : null;
}

async function close({ watch, user }: Context, entry: BreakGlassEntry): Promise<Reply> {
  const login = escape(entry.login);
  const words = {
    signed_off: `The drill of ${login} is signed off.`,
    none_open: 'No drill of this account is open. Announce one first.',
    unseen: `Nothing is signed off: no successful sign-in of ${login} was seen while its drill was announced. Logs may tell some minutes late: type it again then. Where Entra ID has no P1, sign-ins are never told.`,
  };
  return { text: words[await watch.closeDrill(entry, user)] };
}
