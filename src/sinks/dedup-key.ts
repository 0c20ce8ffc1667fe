import { createHash } from 'node:crypto';

/** The fingerprint as the receiver's deduplication key; one that is too long is hashed, never cut: two causes stay two. */
export function dedupKey(fingerprint: string, longest: number): string {
  const whole = fingerprint.toWellFormed();
  if (whole.length <= longest) return whole;
  return `sha256:${createHash('sha256').update(whole).digest('hex')}`;
}
