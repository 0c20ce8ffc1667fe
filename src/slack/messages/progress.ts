import { type Posted, section } from './message.ts';
import { cut } from './text.ts';

/** Stands where the report will be. */
export function progressMessage({ what }: { readonly what: string }): Posted {
  const text = `Checking ${cut(what, 100)}…`;
  return { text, blocks: [section(`⏳ ${text}`)] };
}
