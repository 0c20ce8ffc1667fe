import { grantCauses } from '../alerts/grant-causes.ts';
import type { Cause } from '../alerts/raise.ts';
import { sinkAway } from '../alerts/sink-away.ts';
import type { Threshold } from '../domain/threshold.ts';
import { MINUTE_MS } from '../lib/clock.ts';

/** What Lockstep raises about itself and its sources, without an event of a vendor. */
export const providerUnreachable: Cause = {
  id: 'provider-unreachable',
  title: 'A directory does not answer',
  severity: 'high',
  fix: "Look at the vendor's status page and at the proxy between. Nothing is lost: reading goes on where it stopped.",
  patienceMs: 5 * MINUTE_MS,
  unless: ['provider-credential-rejected'],
};

export const providerCredentialRejected: Cause = {
  id: 'provider-credential-rejected',
  title: 'A directory refuses the key of Lockstep',
  severity: 'critical',
  fix: 'Renew the token, secret or certificate of the watcher identity and restart; `lockstep doctor` says which one.',
  patienceMs: MINUTE_MS,
  unless: [],
};

export const slackAway: Cause = {
  id: 'slack-away',
  title: 'Slack is not connected',
  severity: 'high',
  fix: 'Look at slack-status.com, the network, and `lockstep doctor`. Nothing is lost: what is to be said waits, and nobody can decide in Slack meanwhile.',
  patienceMs: 5 * MINUTE_MS,
  unless: [],
};

export const sourceSilent: Cause = {
  id: 'source-silent',
  title: 'A source has been silent for longer than is normal',
  severity: 'high',
  fix: 'Look whether the vendor delays its log, and whether the watcher identity still may read it (`lockstep doctor`).',
  patienceMs: 0,
  unless: ['provider-unreachable', 'provider-credential-rejected'],
};

export const gapInLog: Cause = {
  id: 'log-gap',
  title: 'Part of a log could not be read',
  severity: 'medium',
  fix: 'What changed meanwhile is found by the nightly reconcile; for the time of the gap look into the vendor’s own console.',
  patienceMs: 0,
  unless: [],
};

export const credentialExpiring: Cause = {
  id: 'credential-expiring',
  title: 'A credential is about to expire',
  severity: 'medium',
  fix: 'Renew it now, while the old one still works, and set the new date in lockstep.yaml.',
  patienceMs: 0,
  unless: [],
};

export const appSilent: Cause = {
  id: 'app-silent',
  title: 'An app hears nothing for longer than is normal for it',
  severity: 'medium',
  fix: 'Push or provision one person on demand and read the answer. Refused: renew the key in the app and paste it. Accepted: nobody joined or left, and this ends by itself.',
  patienceMs: 0,
  unless: [
    'integration-credential-rejected',
    'provisioning-quarantined',
    'provisioning-stalled',
    'provisioning-switched-off',
    'provider-unreachable',
    'provider-credential-rejected',
  ],
};

export const canaryLost: Cause = {
  id: 'canary-lost',
  title: 'A change made as a test was not heard of',
  severity: 'high',
  fix: 'Real changes may go unheard as well: look at the feeds (`lockstep doctor`, /metrics), then at what the acting identity may do.',
  patienceMs: 0,
  unless: ['provider-unreachable', 'provider-credential-rejected', 'source-silent'],
};

export const ownCauses: readonly Cause[] = [
  providerUnreachable,
  providerCredentialRejected,
  slackAway,
  sinkAway,
  sourceSilent,
  gapInLog,
  credentialExpiring,
  appSilent,
  ...grantCauses,
  canaryLost,
];

/** Numbers of the causes above, overridden in `detections.thresholds` like those of any detection. */
export const ownThresholds = {
  'sources.unread.max': {
    value: 5,
    unit: 'minutes (and never less than five intervals of the source)',
    source: 'ours',
    why: 'a restart and a slow vendor take less',
  },
  'apps.silence.min': {
    value: 1440,
    unit: 'minutes (and never less than twice the longest pause of the app in 30 days)',
    source: 'ours',
    why: 'a day without joiners and leavers is normal',
  },
  'providers.unreachable.max': {
    value: 5,
    unit: 'minutes',
    source: 'ours',
    why: 'most outages of a vendor are over by then',
  },
  'providers.rejected.max': {
    value: 1,
    unit: 'minutes',
    source: 'ours',
    why: 'a refused key does not heal by itself, but a token may be renewed meanwhile',
  },
  'slack.away.max': {
    value: 5,
    unit: 'minutes',
    source: 'ours',
    why: 'most outages are over by then; approvals and alerts in Slack wait as long',
  },
  'sinks.away.max': {
    value: 5,
    unit: 'minutes',
    source: 'ours',
    why: 'most outages are over by then; what a sink refuses for good is said at once',
  },
} as const satisfies Readonly<Record<string, Threshold>>;

/** One of those numbers, in milliseconds. */
export function ownMs(
  { detections }: { readonly detections: { readonly thresholds: Readonly<Record<string, number>> } },
  name: keyof typeof ownThresholds,
): number {
  return (detections.thresholds[name] ?? ownThresholds[name].value) * MINUTE_MS;
}
