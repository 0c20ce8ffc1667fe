import { type Block, context, type Posted, section } from './message.ts';
import { costOf, costOfText, type Fold, MOST_BLOCKS, ROOM } from './room.ts';
import { cutMarkup } from './text.ts';

/** Slack's limit is 3000 characters a section; a little is kept free. */
const MOST = 2900;

interface Some {
  readonly blocks: readonly Block[];
  /** Of how many lines or entries. */
  readonly shown: number;
}

interface Rest {
  /** How many there are, where only some are handed over. */
  readonly total?: number;
  /** What they are, or where the rest can be read: follows "and 7 more". */
  readonly where?: string;
}

/** Lines in as few sections as they fit, at most `sections`; whatever does not fit is counted in a last line. */
export function lines(all: readonly string[], sections: number, rest: Rest = {}): Fold {
  return foldOf({ total: all.length, ...rest }, (room) => packLines(all, room, sections));
}

/** Blocks that belong together, such as a line and its button: an entry is shown whole or counted. */
export function entries(all: readonly (readonly Block[])[], most: number, rest: Rest = {}): Fold {
  return foldOf({ total: all.length, ...rest }, (room) => packEntries(all, room, most));
}

function foldOf(
  { total, where = '' }: Rest & { readonly total: number },
  take: (room: number) => Some,
): Fold {
  const note = (count: number): readonly Block[] => (count > 0 ? [context(`and ${count} more${where}`)] : []);
  const least = costOf(note(total));
  const into = (room: number): readonly Block[] => {
    const all = take(room);
    if (all.shown === total) return all.blocks;
    const some = take(room - least);
    return [...some.blocks, ...note(total - some.shown)];
  };
  return { least, into };
}

type Thread = NonNullable<Posted['thread']>;
interface Spilt {
  readonly blocks: readonly Block[];
  readonly thread: Thread;
}

/** As many lines as `room` holds, and whatever is left as replies below the message: nothing is hidden. */
export function spillLines(all: readonly string[], room: number): Spilt {
  return spill(all, 'line', (rest, left) => packLines(rest, left, MOST_BLOCKS), room);
}

/** The same of blocks that belong together: no button is lost. `what` is the word for one of them. */
export function spillEntries(all: readonly (readonly Block[])[], what: string, room: number): Spilt {
  return spill(all, what, (rest, left) => packEntries(rest, left, rest.length), room);
}

function spill<T>(
  all: readonly T[],
  what: string,
  pack: (rest: readonly T[], room: number) => Some,
  room: number,
): Spilt {
  const words = (count: number): string => `${count} more ${what}${count === 1 ? '' : 's'}`;
  const note = (count: number): Block => context(`⬇️ ${words(count)} in the thread`);
  const whole = pack(all, room);
  if (whole.shown === all.length) return { blocks: whole.blocks, thread: [] };
  const first = pack(all, room - costOf([note(all.length)]));
  const thread: Thread[number][] = [];
  for (let from = first.shown; from < all.length; ) {
    const rest = all.slice(from);
    const most = pack(rest, ROOM);
    // One that is too long alone goes out alone.
    const { blocks, shown } = most.shown > 0 ? most : pack(rest.slice(0, 1), Number.POSITIVE_INFINITY);
    thread.push({ text: words(shown), blocks });
    from += shown;
  }
  return { blocks: [...first.blocks, note(all.length - first.shown)], thread };
}

/** Never more blocks than a message holds, nor a line that is longer than a section. */
function packLines(all: readonly string[], room: number, sections: number): Some {
  const texts: string[] = [];
  let left = room;
  let shown = 0;
  for (const each of all) {
    const line = cutMarkup(each, MOST);
    const last = texts.at(-1);
    const joined = last === undefined ? line : `${last}\n${line}`;
    const joins = last !== undefined && joined.length <= MOST;
    const cost = joins ? costOfText(`\n${line}`) : costOf([section(line)]);
    if (cost > left || (!joins && texts.length === sections)) break;
    texts.splice(joins ? -1 : texts.length, 1, joins ? joined : line);
    left -= cost;
    shown += 1;
  }
  return { blocks: texts.map((text) => section(text)), shown };
}

function packEntries(all: readonly (readonly Block[])[], room: number, most: number): Some {
  const blocks: Block[] = [];
  let left = room;
  let shown = 0;
  for (const entry of all.slice(0, most)) {
    left -= costOf(entry);
    if (left < 0 || blocks.length + entry.length > MOST_BLOCKS) break;
    blocks.push(...entry);
    shown += 1;
  }
  return { blocks, shown };
}
