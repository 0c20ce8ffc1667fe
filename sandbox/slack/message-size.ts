import { SlackFailure } from './failure.ts';
import type { Json } from './json.ts';

/**
 * How much all blocks of one message may hold. Slack documents no number; reported are 13,297 characters in one block and
 * 125 fewer with one more (slackapi/bolt-js#2509), 13,202 (metabase/metabase#79908), and a refusal at 11,341 characters
 * of text in many blocks (slackapi/bolt-js#2867).
 */
const mostInBlocks = 13_200;
/** What a block counts beyond its own JSON, so that an empty one counts the 125 that were seen. */
const aBlock = 100;
/** docs.slack.dev/reference/methods/chat.postMessage and chat.update: an edit takes far less text than a post. */
const longestText = { post: 40_000, update: 4000 } as const;
/** Of the JSON of a view (docs.slack.dev/reference/methods/views.publish). */
const largestView = 250_000;

export function refuseLongText(text: string, how: 'post' | 'update'): void {
  if (text.length > longestText[how]) throw new SlackFailure('msg_too_long');
}

/** Of what is posted or edited; a response_url takes more (slackapi/bolt-js#2867). */
export function refuseLongBlocks(blocks: readonly Json[]): void {
  if (sizeOf(blocks) > mostInBlocks) throw new SlackFailure('msg_blocks_too_long');
}

export function refuseLargeView(view: Json): void {
  if (Buffer.byteLength(JSON.stringify(view)) > largestView) throw new SlackFailure('view_too_large');
}

/** Characters, not bytes; an ampersand that came bare is kept as an entity. */
function sizeOf(blocks: readonly Json[]): number {
  return blocks.reduce((sum, block) => {
    const kept = JSON.stringify(block).replaceAll(/&(?!(?:amp|lt|gt);)/g, '&amp;');
    return sum + kept.length + aBlock;
  }, 0);
}
