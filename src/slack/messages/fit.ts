import { lines } from './fold.ts';
import { type Block, context } from './message.ts';
import { costOf, within } from './room.ts';
import { cutMarkup } from './text.ts';

/** What Slack takes at most, with a little kept free: more than builders use, who fold what they know best. */
const MOST = 13_000;
const MOST_BLOCKS = 50;
/** An edit takes no more text (docs.slack.dev/reference/methods/chat.update), counted in bytes to be safe. */
const MOST_BYTES = 4000;
/** Three bytes each are the most that UTF-8 takes for them. */
const SHORT = 1300;
const left = (count: number): Block =>
  context(`✂️ ${count} more ${count === 1 ? 'part has' : 'parts have'} no room in one message`);

interface Said {
  readonly text: string;
  readonly blocks?: readonly object[];
}

/**
 * The door through which everything that is posted, edited or answered passes: whatever builders made of it, Slack takes it.
 * The first block, small print and whatever can be clicked stay; other sections go, the last first, and are counted.
 */
export function fitted({ text, blocks }: Said): Said {
  const long = Buffer.byteLength(text) > MOST_BYTES;
  const shown = blocks ?? (long ? within([lines(text.split(/\n+/), 5)]) : undefined);
  return {
    text: long ? cutMarkup(text, SHORT) : text,
    ...(shown === undefined ? {} : { blocks: fittedBlocks(shown) }),
  };
}

function fittedBlocks(blocks: readonly object[]): readonly object[] {
  if (fits(blocks)) return blocks;
  const kept = [...blocks];
  let first = kept.length;
  const made = (): readonly object[] => {
    const gone = blocks.length - kept.length;
    return gone === 0 ? blocks : kept.toSpliced(first, 0, left(gone));
  };
  for (let at = kept.length - 1; at > 0 && !fits(made()); at -= 1) {
    if (!canGo(kept[at] ?? {})) continue;
    kept.splice(at, 1);
    first = at;
  }
  return made();
}

function fits(blocks: readonly object[]): boolean {
  return blocks.length <= MOST_BLOCKS && costOf(blocks) <= MOST;
}

/** Only words, and none of the small print. */
function canGo(block: object): boolean {
  return 'type' in block && block.type === 'section' && !('accessory' in block);
}
