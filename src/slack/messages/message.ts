/** What is posted: `text` for notifications, `blocks` for the eye, `thread` as replies below, once. */
export interface Posted {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly thread?: readonly { readonly text: string; readonly blocks: readonly Block[] }[];
}

export type Block =
  | { readonly type: 'header'; readonly text: { readonly type: 'plain_text'; readonly text: string } }
  | {
      readonly type: 'section';
      readonly text: { readonly type: 'mrkdwn'; readonly text: string };
      /** A button beside the text. */
      readonly accessory?: object;
    }
  | {
      readonly type: 'context';
      readonly elements: readonly { readonly type: 'mrkdwn'; readonly text: string }[];
    }
  | { readonly type: 'actions'; readonly elements: readonly object[] };

export function section(text: string, accessory?: object): Block {
  const plain = { type: 'section', text: { type: 'mrkdwn', text } } as const;
  return accessory === undefined ? plain : { ...plain, accessory };
}

export function context(text: string): Block {
  return { type: 'context', elements: [{ type: 'mrkdwn', text }] };
}

/** Slack's limit is 3000 characters a section; a little is kept free. */
const MOST = 2900;

/** Lines in as few sections as they fit, at most `most`; whatever does not fit is counted in a last line, followed by where to find it. */
export function foldLines(lines: readonly string[], most: number, where = ''): readonly Block[] {
  const texts: string[] = [];
  let shown = 0;
  for (const line of lines) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + line.length + 1 <= MOST)
      texts[texts.length - 1] = `${last}\n${line}`;
    else if (texts.length < most) texts.push(line.slice(0, MOST));
    else break;
    shown += 1;
  }
  const rest = lines.length - shown;
  return [...texts.map((text) => section(text)), ...(rest > 0 ? [context(`and ${rest} more${where}`)] : [])];
}

/** So much text one message takes in all its blocks: beyond some 11,000 characters Slack refuses it (slackapi/bolt-js#2509, #2867). */
const ROOM = 8000;

type Thread = NonNullable<Posted['thread']>;

/** As many lines as `room` characters hold, and whatever is left as replies below the message: nothing is hidden. */
export function spillLines(
  lines: readonly string[],
  room: number,
): { readonly blocks: readonly Block[]; readonly thread: Thread } {
  const [first = [], ...rest] = chunks(lines, room);
  const more = rest.reduce((sum, chunk) => sum + chunk.length, 0);
  const note = more === 0 ? [] : [context(`⬇️ ${more} more ${more === 1 ? 'line' : 'lines'} in the thread`)];
  const thread = rest.map((chunk) => ({ text: `${chunk.length} more lines`, blocks: foldLines(chunk, 50) }));
  return { blocks: [...foldLines(first, 50), ...note], thread };
}

/** The first of them holds `room` characters, the others what a message takes. */
function chunks(lines: readonly string[], room: number): readonly (readonly string[])[] {
  const made: string[][] = [[]];
  let left = room;
  for (const line of lines) {
    if (line.length + 1 > left) {
      made.push([]);
      left = ROOM;
    }
    made.at(-1)?.push(line);
    left -= line.length + 1;
  }
  return made;
}
