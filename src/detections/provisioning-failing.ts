import { type DirectoryEvent, targetOf } from '../domain/event.ts';
import { appIn, lineOf, type NamedApp, nameOf, whenOf } from '../domain/event-words.ts';
import type { Severity } from '../domain/finding.ts';
import { defineDetection, type Signal, type Watching } from './detection.ts';

interface Cause {
  /** After the name of the app. */
  readonly says: string;
  readonly fix: string;
  readonly severity: Severity;
  readonly patienceMs: number;
}

const MINUTE_MS = 60_000;
/** Entra works in cycles of 40 minutes at most; Okta tries again sooner. */
const CYCLE_MS = 40 * MINUTE_MS;

const causes: Readonly<Record<string, Cause>> = {
  credential: {
    says: 'rejects the credential',
    fix: 'Renew the key in the app, paste it into the provisioning settings at once, test the connection.',
    severity: 'high',
    // integration-credential-rejected speaks first; this is for those who switched it off.
    patienceMs: 35 * MINUTE_MS,
  },
  forbidden: {
    says: 'refuses the change for lack of rights',
    fix: 'Give the credential the right to manage users and groups in the app.',
    severity: 'high',
    patienceMs: 0,
  },
  conflict: {
    says: 'already has an account with that name or address',
    fix: 'Link or rename the account in the app. Atlassian: support has to clear a record that was left behind.',
    severity: 'medium',
    patienceMs: 0,
  },
  not_found: {
    says: 'no longer has the linked account',
    fix: 'Unassign and assign the person again, so that the account is made anew.',
    severity: 'medium',
    patienceMs: 0,
  },
  linked_group_missing: {
    says: 'no longer has the linked group',
    fix: 'Link the push to another group of the app, or push the group anew.',
    severity: 'medium',
    patienceMs: 0,
  },
  name_conflict: {
    says: 'already has a group of that name',
    fix: 'Rename or delete the group in the app, or link to it, then push again.',
    severity: 'medium',
    patienceMs: 0,
  },
  licence: {
    says: 'has no licences left',
    fix: 'Free or buy licences, then try the failed people again.',
    severity: 'high',
    patienceMs: 0,
  },
  validation: {
    says: 'does not take a value',
    fix: 'Correct the value in the directory or the attribute mapping, then provision the person on demand.',
    severity: 'medium',
    patienceMs: 0,
  },
  transient: {
    says: 'is not answering properly',
    fix: 'Look at the status page of the app. It is tried again by itself.',
    severity: 'medium',
    patienceMs: CYCLE_MS,
  },
  rate_limit: {
    says: 'takes fewer changes than are sent',
    fix: 'Wait, it is tried again by itself. Look for somebody else who uses up the limit of the app.',
    severity: 'medium',
    patienceMs: CYCLE_MS,
  },
};

const unrecognised: Cause = {
  says: 'refuses the change for a reason that Lockstep does not know',
  fix: 'Read the line below and the provisioning log of the app.',
  severity: 'medium',
  patienceMs: 0,
};

/** One incident per app, class of error and attribute: 400 people who fail for one reason are one alert with a count. */
export default defineDetection({
  id: 'provisioning-failing',
  ref: 'SYN-05',
  title: 'An app refuses changes',
  severity: 'medium',
  why: 'People wait for access they were given, or keep access they should have lost.',
  fix: unrecognised.fix,
  source: [
    'Okta: provisioning integration error events',
    'Microsoft: analyse provisioning logs',
    'Microsoft: known issues of application provisioning',
  ],
  events: { okta: ['application.provision.*'], entra: ['provisioning *'] },
  thresholds: {},
  tallies: {},
  // Each class of error says how long it waits; this is the longest.
  patienceMs: CYCLE_MS,
  unless: ['integration-credential-rejected', 'provisioning-quarantined'],
  endsBy:
    'for each person on their own success in that app, whole when nobody is left; the credential on any success of the app',
  evaluate: (event, watching) => {
    // Pushes of groups have a detection of their own.
    if (event.name.startsWith('application.provision.group_push.')) return [];
    const app = appIn(event);
    const told = event.detail['errorClass'];
    if (told === undefined && event.outcome === 'success') return healed(event, app);
    // Skipped is normal: not assigned, or not in scope.
    if (told === undefined && event.outcome !== 'failure') return [];
    return [failed(event, app, watching)];
  },
});

function failed(event: DirectoryEvent, app: NamedApp, { accountName }: Watching): Signal {
  const { errorClass = 'unrecognised', attribute, errorCode } = event.detail;
  const cause = causes[errorClass] ?? unrecognised;
  const who = subjectOf(event);
  const login = (who.kind === 'account' ? accountName(who.id) : null) ?? who.name;
  // A leaver who stays active is worse than a joiner who waits.
  const leaves = /\.(deactivate|deprovision|delete)$|^provisioning (disable|delete|staged delete)$/.test(
    event.name,
  );
  const reason = (event.reason ?? errorCode ?? 'no reason told').slice(0, 200);
  const value = attribute === undefined ? '' : ` (${attribute})`;
  return {
    key: `${app.id}:${errorClass}${attribute === undefined ? '' : `:${attribute}`}`,
    severity: leaves && cause.patienceMs === 0 ? 'high' : cause.severity,
    message: `${app.name} ${cause.says}${value}${leaves ? '; people who left keep their accounts there' : ''}`,
    fix: cause.fix,
    patienceMs: cause.patienceMs,
    subject: who.id,
    sample: lineOf(event, `${login}: ${reason}, ${whenOf(event)}`),
    offers: offersOf(event, app),
  };
}

/** The person's own success; and for the credential of the app, anybody's. */
function healed(event: DirectoryEvent, app: NamedApp): readonly Signal[] {
  const { id } = subjectOf(event);
  return [
    { clears: `${app.id}:`, because: 'the change went through', subject: id },
    { clears: `${app.id}:credential`, because: `${app.name} accepted a change` },
  ];
}

function subjectOf(event: DirectoryEvent) {
  const target =
    targetOf(event, 'account') ??
    targetOf(event, 'app_account') ??
    targetOf(event, 'group') ??
    event.targets[0];
  return { kind: target?.kind ?? 'other', id: target?.id ?? 'unknown', name: nameOf(target) } as const;
}

function offersOf(event: DirectoryEvent, app: NamedApp) {
  const { jobId } = event.detail;
  const account = targetOf(event, 'account');
  if (event.kind !== 'entra' || jobId === undefined || account === undefined) return [];
  return [{ action: 'provision-on-demand' as const, on: { app: app.id, job: jobId, account: account.id } }];
}
