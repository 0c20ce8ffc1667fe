import { plainText } from '../../lib/plain-text.ts';

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Untrusted text for mrkdwn: it cannot ping, link or turn around what stands beside it (Slack, escaping text). */
export function escape(text: string): string {
  return plainText(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Escaped and cut to `most` characters, never inside a letter or an entity. */
export function cut(text: string, most: number): string {
  let shown = '';
  for (const { segment } of letters.segment(plainText(text))) {
    const next = shown + escape(segment);
    if (next.length > most - 1) return `${shown}…`;
    shown = next;
  }
  return shown;
}

/** Our own mrkdwn cut to `most` characters, never inside a letter, an entity, a link or a code span. */
export function cutMarkup(text: string, most: number): string {
  if (text.length <= most) return text;
  let end = most - 1;
  for (const { index, 0: whole } of text.matchAll(unbroken)) {
    if (index >= end) break;
    if (index + whole.length > end) end = index;
  }
  const { index } = letters.segment(text).containing(end) ?? { index: end };
  return `${text.slice(0, index)}…`;
}

/** Where a cut would leave something open. */
const unbroken = /<[^<>]*>|&(?:amp|lt|gt);|`[^`\n]*`/g;

export function percent(share: number | null): string {
  return share === null ? 'n/a' : `${Math.round(share * 100)} %`;
}

/** Untrusted names in one line, each cut; how many more there are is counted. */
export function listed(names: readonly string[], most: number, width = 60): string {
  const more = names.length - most;
  const shown = names.slice(0, most).map((name) => cut(name, width));
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
