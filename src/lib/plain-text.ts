/**
 * Characters that make text look like something else: controls (a terminal obeys them), direction marks and overrides,
 * zero-width characters (Unicode TR 36).
 */
const deceptive = /[\p{Cc}\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;

/** Untrusted text on one line, each deceptive character a space. */
export function plainText(text: string): string {
  return text.replace(deceptive, ' ');
}
