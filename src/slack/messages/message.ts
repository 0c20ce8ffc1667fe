/** What is posted: `text` for notifications, `blocks` for the eye, `thread` as replies below, once. */
export interface Posted {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly thread?: readonly { readonly text: string; readonly blocks: readonly Block[] }[];
}

export type Block =
  | { readonly type: 'header'; readonly text: { readonly type: 'plain_text'; readonly text: string } }
  | { readonly type: 'section'; readonly text: { readonly type: 'mrkdwn'; readonly text: string } }
  | {
      readonly type: 'context';
      readonly elements: readonly { readonly type: 'mrkdwn'; readonly text: string }[];
    }
  | { readonly type: 'actions'; readonly elements: readonly object[] };

export function section(text: string): Block {
  return { type: 'section', text: { type: 'mrkdwn', text } };
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
  return [...texts.map(section), ...(rest > 0 ? [context(`and ${rest} more${where}`)] : [])];
}
