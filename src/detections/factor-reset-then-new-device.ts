import { targetOf } from '../domain/event.ts';
import { lineOf, nameOf, whenOf } from '../domain/event-words.ts';
import { defineDetection } from './detection.ts';

export default defineDetection({
  id: 'factor-reset-then-new-device',
  ref: 'W-05',
  title: 'A new device signed in after a factor reset',
  severity: 'critical',
  why: 'A reset of second factors and then a sign-in from a device or address never seen is how stolen accounts are taken over.',
  fix: 'Call the person. Unless they got a new phone and the help desk has the ticket: revoke sessions, reset password and factors.',
  blind:
    'Entra ID: sign-ins of ordinary people are not read, and v1.0 of Graph does not say whether a device is new.',
  source: ['Elastic: persistence_stolen_credentials_used_to_login_to_okta_account_after_mfa_reset'],
  events: { okta: ['user.session.start'] },
  thresholds: {},
  tallies: {
    resets: {
      names: ['user.mfa.factor.reset_all', 'user.mfa.factor.deactivate', 'user.mfa.factor.suspend'],
      windowMs: 24 * 3_600_000,
      by: 'account',
      outcome: 'success',
    },
  },
  patienceMs: 0,
  unless: [],
  evaluate: (event, { tally, accountName }) => {
    const { newDevice, newIp, ip } = event.detail;
    if (event.outcome !== 'success' || (newDevice !== 'true' && newIp !== 'true')) return [];
    const id = event.actor?.id ?? targetOf(event, 'account')?.id;
    if (id == null || tally('resets').events === 0) return [];
    const login = accountName(id) ?? nameOf(targetOf(event, 'account'), id);
    const from = newDevice === 'true' ? 'a new device' : 'a new address';
    return [
      {
        key: `${id}:session`,
        message: `${login} signed in from ${from} within a day after second factors were reset`,
        sample: lineOf(event, `${login}: ${from}, ${ip ?? 'address not told'}, ${whenOf(event)}`),
      },
    ];
  },
});
