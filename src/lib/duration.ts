const UNITS = { w: 7 * 24 * 60, d: 24 * 60, h: 60, m: 1 } as const;

/** Ten years: what is longer is a mistake, and a date past it may not exist. */
const LONGEST = 3650 * UNITS.d;

/** Minutes of "90m", "4h", "30d", "2w" or several in that order ("1d12h"); null for anything else, for nothing, and beyond ten years. */
export function parseDuration(text: string): number | null {
  const found = /^(?:(\d{1,6})w)?(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,8})m)?$/.exec(
    text.trim().toLowerCase(),
  );
  if (found === null) return null;
  const [, weeks = '0', days = '0', hours = '0', minutes = '0'] = found;
  const total =
    Number(weeks) * UNITS.w + Number(days) * UNITS.d + Number(hours) * UNITS.h + Number(minutes) * UNITS.m;
  return total > 0 && total <= LONGEST ? total : null;
}

/** Whole minutes in words: "4 hours", "30 days", "1 day 12 hours". */
export function durationInWords(minutes: number): string {
  const days = Math.floor(minutes / UNITS.d);
  const hours = Math.floor((minutes % UNITS.d) / UNITS.h);
  const parts = [
    [days, 'day'],
    [hours, 'hour'],
    [minutes % UNITS.h, 'minute'],
  ] as const;
  const said = parts.filter(([count]) => count > 0);
  if (said.length === 0) return '0 minutes';
  return said.map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`).join(' ');
}
