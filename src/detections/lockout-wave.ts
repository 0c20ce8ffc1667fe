import { type DirectoryEvent, targetOf } from '../domain/event.ts';
import { lineOf, whenOf } from '../domain/event-words.ts';
import { defineDetection, type Raise, type Watching } from './detection.ts';

const locks = ['user.account.lock', 'user.account.lock.limit'];
const denied = 'user.mfa.okta_verify.deny_push';
const HOUR_MS = 3_600_000;

export default defineDetection({
  id: 'lockout-wave',
  ref: 'W-23',
  title: 'Accounts are being locked or pushed at',
  severity: 'medium',
  why: 'Many lock-outs are passwords being guessed; many refused pushes are somebody who has the password already.',
  fix: 'One person: call them, reset the password. Many: block the addresses and look for a sign-in that worked. A day of password changes explains some.',
  blind:
    'refused pushes at Entra ID are no entry of its own; what people report is. Lock-outs there need Entra ID P1.',
  source: [
    'Elastic: credential_access_okta_mfa_bombing_via_push_notifications',
    'Elastic: credential_access_entra_id_excessive_account_lockouts',
    'Splunk: okta_multiple_accounts_locked_out',
    'Panther: azure_excessive_account_lockouts',
  ],
  events: {
    okta: [...locks, denied],
    entra: ['sign-in', 'suspicious activity reported', 'fraud reported*'],
  },
  thresholds: {
    'lockouts.person.min': {
      value: 3,
      unit: 'lock-outs of one person in an hour',
      source: 'ours',
      why: 'an old password on a phone locks once or twice',
    },
    'lockouts.okta.max': {
      value: 5,
      unit: 'locked people in 5 minutes (Okta)',
      source: 'ours',
      why: 'Splunk: okta_multiple_accounts_locked_out',
    },
    'lockouts.entra.min': {
      value: 20,
      unit: 'locked people in an hour (Entra)',
      source: 'ours',
      why: 'Elastic: credential_access_entra_id_excessive_account_lockouts',
    },
    'pushes.denied.min': {
      value: 5,
      unit: 'refused pushes of one person in 10 minutes',
      source: 'ours',
      why: 'Elastic: credential_access_okta_mfa_bombing_via_push_notifications',
    },
  },
  tallies: {
    person: { names: locks, windowMs: HOUR_MS, by: 'account' },
    people: { names: locks, windowMs: HOUR_MS / 12, by: 'connection' },
    // Failed sign-ins are read of locked accounts, and of the few break-glass accounts whatever the failure: no others count.
    entra: { names: ['sign-in'], windowMs: HOUR_MS, by: 'connection', outcome: 'failure' },
    pushes: { names: [denied], windowMs: HOUR_MS / 6, by: 'actor' },
  },
  patienceMs: 0,
  unless: [],
  evaluate: (event, watching) => {
    if (event.name === denied) return pushes(event, watching);
    if (/^(suspicious activity|fraud) reported/.test(event.name)) return [reported(event, watching)];
    if (event.name === 'sign-in' && event.detail['errorCode'] !== '50053') return [];
    return locked(event, watching);
  },
});

function locked(event: DirectoryEvent, watching: Watching): readonly Raise[] {
  const { tally, threshold, kind, admins } = watching;
  const okta = kind === 'okta';
  const people = tally(okta ? 'people' : 'entra').accounts;
  const many = okta ? people > threshold('lockouts.okta.max') : people >= threshold('lockouts.entra.min');
  const id = personOf(event);
  const sample = lineOf(event, `${loginOf(id, watching)} was locked, ${whenOf(event)}`);
  // Many at once is the wider cause: it says the single ones too.
  if (many) {
    const message = `${people} people were locked within ${okta ? '5 minutes' : 'an hour'}`;
    return [{ key: 'directory:locks', message, sample, subject: id ?? event.id }];
  }
  if (id === undefined) return [];
  const admin = admins?.has(id) ?? true;
  const times = okta ? tally('person').events : 1;
  if (!admin && times < threshold('lockouts.person.min')) return [];
  const who = `${admin && admins !== null ? 'the administrator ' : ''}${loginOf(id, watching)}`;
  return [{ key: `${id}:locks`, title: 'An account was locked', message: `${who} was locked`, sample }];
}

function pushes(event: DirectoryEvent, watching: Watching): readonly Raise[] {
  const { events } = watching.tally('pushes');
  if (events < watching.threshold('pushes.denied.min')) return [];
  const id = event.actor?.id ?? personOf(event) ?? 'unknown';
  const login = loginOf(id, watching);
  const title = 'Somebody is flooding a person with pushes';
  const message = `${login} refused ${events} pushes within 10 minutes: the password is known to somebody else`;
  const severity = (watching.admins?.has(id) ?? true) ? 'high' : 'medium';
  return [
    { key: `${id}:pushes`, severity, title, message, sample: lineOf(event, `${login}, ${whenOf(event)}`) },
  ];
}

function reported(event: DirectoryEvent, watching: Watching): Raise {
  const id = personOf(event) ?? 'unknown';
  const login = loginOf(id, watching);
  const title = 'Somebody reported a sign-in that was not theirs';
  const sample = lineOf(event, `${login}: ${event.name}, ${whenOf(event)}`);
  return { key: `${id}:reported`, severity: 'high', title, message: `${login} reported a sign-in`, sample };
}

function personOf(event: DirectoryEvent): string | undefined {
  return targetOf(event, 'account')?.id ?? event.actor?.id ?? undefined;
}

/** Only a login that the mirror knows is said, never what was typed at a sign-in. */
function loginOf(id: string | undefined, { accountName }: Watching): string {
  if (id === undefined) return 'an account';
  return accountName(id) ?? `the account ${id}`;
}
