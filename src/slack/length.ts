import { parseDuration } from '../lib/duration.ts';

export interface Length {
  /** null = nobody said, or permanent. */
  readonly minutes: number | null;
  readonly permanent: boolean;
}

/** "4h", "30d", "permanent", or nothing; null for anything else. */
export function lengthIn(text: string): Length | null {
  const said = text.trim().toLowerCase();
  if (said === '') return { minutes: null, permanent: false };
  if (said === 'permanent') return { minutes: null, permanent: true };
  const minutes = parseDuration(said);
  return minutes === null ? null : { minutes, permanent: false };
}

export const unfitLength = 'A length is said like 90m, 4h or 30d.';
