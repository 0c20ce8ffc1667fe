/** The time on the wall in a time zone. */
export interface LocalTime {
  /** 1 = Monday … 7 = Sunday. */
  readonly weekday: number;
  /** Minutes since midnight. */
  readonly minute: number;
}

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** @param timezone an IANA name, e.g. Europe/Berlin. */
export function localTime(timezone: string, at: Date): LocalTime {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const told = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((part) => part.type === type)?.value ?? '';
  return {
    weekday: days.indexOf(told('weekday')) + 1,
    minute: Number(told('hour')) * 60 + Number(told('minute')),
  };
}
