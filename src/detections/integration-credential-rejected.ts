import type { DirectoryEvent } from '../domain/event.ts';
import { appIn, lineOf, whenOf } from '../domain/event-words.ts';
import { defineDetection } from './detection.ts';

const refusals = [
  'application.integration.authentication_failure',
  'application.configuration.update',
  'application.provision.user.push',
  'application.provision.user.push_profile',
  'application.provision.user.reactivate',
  'application.provision.user.deactivate',
  'application.provision.user.sync',
  'application.provision.group_push.mapping.update.or.delete.failed.with.error',
  'provisioning create',
  'provisioning update',
  'provisioning delete',
  'provisioning disable',
];

/** Entra says more about it by the state of the job, which is read every five minutes: a quarantine covers this. */
const JOBS_MS = 6 * 60_000;

/** One alert per app: each app has its own key and its own page on which it is renewed. */
export default defineDetection({
  id: 'integration-credential-rejected',
  ref: 'W-17',
  title: 'An app rejects our credential',
  severity: 'high',
  why: 'Nothing reaches the app any more: joiners wait, and leavers keep their accounts there.',
  fix: 'Renew the key in the app, paste it into its provisioning settings at once and test the connection. Atlassian keys live one year; a new one ends the old one.',
  source: [
    'Okta: event catalogue, application.integration.authentication_failure and application.configuration.update',
    'Microsoft: analyse provisioning logs',
    'Atlassian: manage SCIM API key expiration',
  ],
  events: {
    okta: [
      'application.integration.authentication_failure',
      'application.configuration.update',
      'application.provision.*',
    ],
    entra: ['provisioning *', 'synchronization *'],
  },
  thresholds: {
    'credentials.rejections.min': {
      value: 3,
      unit: 'refusals of one app in 30 minutes',
      source: 'ours',
      why: 'so many are no hiccup: it is said at once (Entra: after the next look at its jobs) instead of after 30 minutes without success',
    },
  },
  tallies: { refusals: { names: refusals, windowMs: 30 * 60_000, by: 'app', outcome: 'failure' } },
  patienceMs: 30 * 60_000,
  unless: ['provisioning-quarantined'],
  endsBy: 'on any change that the app accepts, or `synchronization healthy`',
  evaluate: (event, { kind, tally, threshold }) => {
    const app = appIn(event);
    if (isRefusal(event)) {
      const many = tally('refusals').events >= threshold('credentials.rejections.min');
      return [
        {
          key: `${app.id}:credential`,
          message: `${app.name} rejects the credential that provisioning uses`,
          sample: lineOf(
            event,
            `${event.name}: ${event.reason ?? event.detail['errorCode'] ?? 'no reason told'}, ${whenOf(event)}`,
          ),
          ...(many ? { patienceMs: kind === 'entra' ? JOBS_MS : 0 } : {}),
        },
      ];
    }
    return proves(event)
      ? [{ clears: `${app.id}:credential`, because: `${app.name} accepted a change` }]
      : [];
  },
});

function isRefusal(event: DirectoryEvent): boolean {
  const { name, outcome, detail } = event;
  // The catalogue: fired only when authentication failed, whatever the outcome says.
  if (name === 'application.integration.authentication_failure') return true;
  // Its success is an ordinary edit; its failure means that the credential could not be verified.
  if (name === 'application.configuration.update') return outcome === 'failure';
  // A quarantined job has a detection of its own.
  if (name === 'synchronization quarantined' || name === 'synchronization healthy') return false;
  if (name.startsWith('synchronization '))
    return /credential|unauthori[sz]ed/i.test(detail['errorCode'] ?? '');
  return detail['errorClass'] === 'credential';
}

function proves({ name, outcome, detail }: DirectoryEvent): boolean {
  if (name === 'synchronization healthy') return true;
  const worked = outcome === 'success' && detail['errorClass'] === undefined;
  return worked && /^(application\.provision\.|provisioning )/.test(name);
}
