import { targetOf } from '../domain/event.ts';
import { isTemporaryPass } from '../domain/event-changes.ts';
import { lineOf, nameOf, whenOf, whoDid } from '../domain/event-words.ts';
import { defineDetection } from './detection.ts';

export default defineDetection({
  id: 'temporary-pass-issued',
  ref: 'W-06',
  title: 'A Temporary Access Pass was issued',
  severity: 'high',
  why: 'The pass replaces password and second factor: who holds it is the account.',
  fix: 'Ask the one who issued it for the ticket. Without one: delete the pass, revoke sessions, look for factors added since.',
  blind: 'Okta has no such pass; a temporary password is a reset (admin-factor-reset, break-glass-altered).',
  source: ['Elastic: initial_access_entra_id_temporary_access_pass_created', 'Sigma: azure_tap_added'],
  events: {
    entra: [
      'admin registered security info',
      'user registered security info',
      'create temporary access pass method for user',
    ],
  },
  thresholds: {},
  tallies: {},
  patienceMs: 0,
  unless: [],
  evaluate: (event, watching) => {
    const account = targetOf(event, 'account');
    if (account === undefined || event.outcome === 'failure' || !isTemporaryPass(event)) return [];
    const login = watching.accountName(account.id) ?? nameOf(account);
    const said = {
      message: `${whoDid(event)} issued a Temporary Access Pass for ${login}`,
      sample: lineOf(event, `${login}, by ${whoDid(event)}, ${whenOf(event)}`),
    };
    const key = `${account.id}:pass`;
    if (watching.breakGlass(account.id) !== undefined || watching.admins?.has(account.id) === true)
      return [{ ...said, key, severity: 'critical' }];
    // Who is an administrator could not be read: it stays high.
    if (watching.admins === null) return [{ ...said, key }];
    // Onboarding issues them in batches: one quiet alert that counts people.
    const message = `Temporary Access Passes are being issued, the last one for ${login}`;
    return [{ ...said, message, key: 'people:pass', severity: 'low', subject: account.id }];
  },
});
