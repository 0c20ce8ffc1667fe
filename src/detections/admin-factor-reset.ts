import { type DirectoryEvent, targetOf } from '../domain/event.ts';
import { changeOf } from '../domain/event-changes.ts';
import { lineOf, nameOf, whenOf, whoDid } from '../domain/event-words.ts';
import { defineDetection, type Watching } from './detection.ts';

const enrolled = [
  'user.mfa.factor.activate',
  'user registered security info',
  'admin registered security info',
  'add passkey (device-bound)',
];
const HOUR_MS = 3_600_000;

export default defineDetection({
  id: 'admin-factor-reset',
  ref: 'W-04',
  title: 'Second factors were taken off',
  severity: 'high',
  why: 'Who talks the help desk into a reset owns the account at the next sign-in; with an administrator, the directory.',
  fix: 'Call the person on a number you know. If they did not ask for it: revoke sessions, reset the password, look at the one who did it.',
  source: [
    'Elastic: persistence_mfa_deactivation_with_no_reactivation',
    'Elastic: persistence_attempt_to_reset_mfa_factors_for_okta_user_account',
    'Elastic: persistence_entra_id_mfa_disabled_for_user',
    'Panther: okta_user_mfa_reset_all',
    'Sigma: okta_mfa_reset_or_deactivated',
  ],
  events: {
    okta: [
      'user.mfa.factor.reset_all',
      'user.mfa.factor.deactivate',
      'user.mfa.factor.suspend',
      'user.mfa.factor.activate',
    ],
    entra: [
      'disable strong authentication',
      'admin deleted security info',
      'user deleted security info',
      'update per-user multifactor authentication state',
      'delete passkey (device-bound)',
      'update user',
      'user registered security info',
      'admin registered security info',
      'add passkey (device-bound)',
    ],
  },
  thresholds: {},
  tallies: {},
  patienceMs: 12 * HOUR_MS,
  unless: [],
  endsBy:
    'when the person enrols a factor again; never for an administrator whose factors somebody else took',
  evaluate: (event, watching) => {
    const account = targetOf(event, 'account');
    // What happens to a break-glass account has a detection of its own.
    if (account === undefined || event.outcome === 'failure' || watching.breakGlass(account.id)) return [];
    if (enrolled.includes(event.name)) {
      return [{ clears: `${account.id}:lost`, because: 'a factor was enrolled again' }];
    }
    if (!takesAway(event)) return [];
    // Not known who is an administrator: it may be one.
    const admin = watching.admins?.has(account.id) ?? true;
    const own = event.actor?.id === account.id;
    const login = watching.accountName(account.id) ?? nameOf(account);
    const said = {
      message: `${event.name} on ${login}${own ? ', by themselves' : ''}${doubt(watching)}`,
      sample: lineOf(event, `${login}: ${event.name} by ${whoDid(event)}, ${whenOf(event)}`),
    };
    if (!admin) return [{ ...said, key: `${account.id}:lost`, severity: 'medium' }];
    // A new phone: off and on within minutes. It speaks only if nothing comes after.
    if (own) return [{ ...said, key: `${account.id}:lost`, patienceMs: HOUR_MS / 4 }];
    // An attacker enrols a factor too: an enrolment does not end this one.
    const title = 'An administrator lost second factors by somebody else';
    return [{ ...said, key: `${account.id}:admin`, severity: 'critical', title, patienceMs: 0 }];
  },
});

function takesAway(event: DirectoryEvent): boolean {
  if (/security_question/i.test(event.reason ?? '')) return false;
  if (event.name === 'update user') {
    const change = changeOf(event, 'StrongAuthenticationRequirement');
    return change !== undefined && /"State"\s*:\s*0|^\s*(\[\s*\])?\s*$/.test(change.after ?? '');
  }
  if (event.name === 'update per-user multifactor authentication state') {
    return event.changes.length === 0 || event.changes.some(({ after }) => /disabled/i.test(after ?? ''));
  }
  return true;
}

function doubt({ admins }: Watching): string {
  return admins === null ? ' (who is an administrator could not be read)' : '';
}
