/** Longer than this nobody waits: the read fails, says so, and a later run tries again. Asking earlier would only prolong it. */
export const LONGEST_WAIT_MS = 180_000;

/** Retry-After is a number of seconds or a time by the vendor's clock; null = not said. */
export function retryAfterMs(header: string | null | undefined, vendorDate?: string | null): number | null {
  if (header == null || header.trim() === '') return null;
  const seconds = Number(header);
  if (!Number.isNaN(seconds)) return Math.max(0, seconds * 1000);
  const wait = Date.parse(header) - Date.parse(vendorDate ?? '');
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}
