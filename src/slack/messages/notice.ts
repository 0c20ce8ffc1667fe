import { type Posted, section } from './message.ts';
import { cut } from './text.ts';

/** One sentence that somebody should read. */
export function noticeMessage({ text }: { readonly text: string }): Posted {
  const shown = cut(text, 1500);
  return { text: shown, blocks: [section(`⚠️ ${shown}`)] };
}
