import type { Settings } from '../config/config.ts';
import { SECOND_MS } from '../lib/clock.ts';

type Watching = { readonly settings: Pick<Settings, 'watch'> };

/** A source that was not read for so many of its intervals is late, whatever its content. */
const LATE_INTERVALS = 5;

/** How often a source is read: as lockstep.yaml says, else as suits the vendor. */
export function pollMs({ settings }: Watching, name: string, usualMs: number): number {
  const seconds = settings.watch.pollSeconds[name];
  return seconds === undefined ? usualMs : seconds * SECOND_MS;
}

/** How long it may go unread, and never less than `leastMs`. */
export function longestUnread(
  tools: Watching,
  { name, usualMs, leastMs }: { readonly name: string; readonly usualMs: number; readonly leastMs: number },
): number {
  return Math.max(leastMs, LATE_INTERVALS * pollMs(tools, name, usualMs));
}
