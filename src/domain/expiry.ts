import { daysUntil, sayWhen } from './credential.ts';
import type { Severity } from './finding.ts';
import type { Threshold } from './threshold.ts';

/** From how many days before its end what signs other people in is spoken of. */
export const certificateBands = {
  'certificates.notice.max': {
    value: 60,
    unit: 'days left',
    source: 'microsoft',
    why: 'mails begin 60 days before the end; Okta begins then, too',
  },
  'certificates.warning.max': {
    value: 30,
    unit: 'days left',
    source: 'microsoft',
    why: 'the second mail comes 30 days before the end',
  },
  'certificates.urgent.max': {
    value: 7,
    unit: 'days left',
    source: 'microsoft',
    why: 'the last mail comes 7 days before the end',
  },
} as const satisfies Readonly<Record<string, Threshold>>;

/** Of secrets and keys that one owner can replace alone. */
export const secretBands = {
  'credentials.warning.max': {
    value: 30,
    unit: 'days left',
    source: 'microsoft',
    why: 'recommendation to renew expiring application credentials',
  },
  'credentials.urgent.max': {
    value: 7,
    unit: 'days left',
    source: 'ours',
    why: 'a week is what a renewal takes where somebody is away',
  },
} as const satisfies Readonly<Record<string, Threshold>>;

interface Judging {
  readonly now: Date;
  readonly threshold: (name: string) => number;
}

/** low, medium or high by the days a certificate has left, critical once it has ended; null = long enough. */
export function certificateBand(end: Date, { now, threshold }: Judging): Severity | null {
  const days = daysUntil(end, now);
  if (end <= now) return 'critical';
  if (days <= threshold('certificates.urgent.max')) return 'high';
  if (days <= threshold('certificates.warning.max')) return 'medium';
  return days <= threshold('certificates.notice.max') ? 'low' : null;
}

/** medium or high by the days a secret has left, critical once it has ended; null = long enough. */
export function secretBand(end: Date, { now, threshold }: Judging): Severity | null {
  const days = daysUntil(end, now);
  if (end <= now) return 'critical';
  if (days <= threshold('credentials.urgent.max')) return 'high';
  return days <= threshold('credentials.warning.max') ? 'medium' : null;
}

/** `ends in 12 days`, `ended 4 days ago`. */
export function sayEnd(end: Date, now: Date): string {
  return `${end <= now ? 'ended' : 'ends'} ${sayWhen(end, now)}`;
}
