/**
 * One CSV cell (RFC 4180), made harmless for spreadsheets: text that would start a formula gets a leading apostrophe
 * (OWASP, CSV injection).
 */
export function csvCell(value: string): string {
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
