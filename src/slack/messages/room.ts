import type { Block } from './message.ts';

/**
 * So much one message holds. Slack documents no number and refuses what is beyond some 13,200 characters, with less text
 * the more blocks there are (msg_blocks_too_long; slackapi/bolt-js#2509, #2867, metabase/metabase#79908). A tenth is kept
 * free for what is laid around a card, and for what is counted in another way than here.
 */
export const ROOM = 12_000;
/** Slack's limit is 50; a few are kept free as well. */
export const MOST_BLOCKS = 46;
/** What a block counts beyond its own JSON: an empty one took 125 characters away (slackapi/bolt-js#2509). */
const A_BLOCK = 125;

/** What can do with less room: it folds, and says how much is folded. */
export interface Fold {
  /** What it takes with nothing but the line that counts. */
  readonly least: number;
  /** Its blocks in so much room, `least` or more. */
  readonly into: (room: number) => readonly Block[];
}

/** What blocks count against the room of a message: their JSON, a bare ampersand as the entity that Slack makes of it. */
export function costOf(blocks: readonly object[]): number {
  return blocks.reduce((sum, block) => sum + A_BLOCK + lengthIn(JSON.stringify(block)), 0);
}

/** What a text counts inside a block. */
export function costOfText(text: string): number {
  return lengthIn(JSON.stringify(text)) - 2;
}

function lengthIn(json: string): number {
  return json.replaceAll(/&(?!(?:amp|lt|gt);)/g, '&amp;').length;
}

/** The blocks of one message: what stands in it always, and what folds so that all of it fits. */
export function within(parts: readonly (Block | Fold)[], room = ROOM): readonly Block[] {
  const folds = parts.filter((part) => 'into' in part);
  const fixed = costOf(parts.filter((part) => !('into' in part)));
  const laid = shareOut(folds, room - fixed);
  return parts.flatMap((part) => ('into' in part ? (laid.get(part) ?? []) : [part]));
}

/** Whoever wants little gets it; the others share what is left alike. */
function shareOut(folds: readonly Fold[], room: number): ReadonlyMap<Fold, readonly Block[]> {
  const wishes = folds
    .map((fold) => ({ fold, wish: fold.into(room) }))
    .toSorted((a, b) => costOf(a.wish) - costOf(b.wish));
  const laid = new Map<Fold, readonly Block[]>();
  let left = room;
  for (const [i, { fold, wish }] of wishes.entries()) {
    const share = Math.max(fold.least, Math.floor(left / (wishes.length - i)));
    const blocks = costOf(wish) <= share ? wish : fold.into(share);
    laid.set(fold, blocks);
    left -= costOf(blocks);
  }
  return laid;
}
