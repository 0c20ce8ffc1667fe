import { lineOf, whenOf, whoDid } from '../domain/event-words.ts';
import { defineDetection } from './detection.ts';

const words: Readonly<Record<string, string>> = {
  initiate: 'a support session began',
  grant: 'support access was granted',
};

export default defineDetection({
  id: 'support-access',
  ref: 'W-20',
  title: "The vendor's support may act in your org",
  severity: 'high',
  why: 'Who impersonates an administrator has all the rights of one. It is fine with an open case, and only then.',
  fix: 'Look for the support case. Without one: revoke the access in the Admin Console, Settings, Account, and call Okta.',
  blind: 'whether a support case is open is known to nobody but you and the vendor.',
  source: ['Elastic: credential_access_user_impersonation_access', 'Panther: okta_account_support_access'],
  events: {
    okta: ['user.session.impersonation.grant', 'user.session.impersonation.initiate', 'support.org.update'],
  },
  thresholds: {},
  tallies: {},
  patienceMs: 0,
  unless: [],
  evaluate: (event) => {
    if (event.outcome === 'failure') return [];
    const what = words[event.name.split('.').at(-1) ?? ''] ?? 'support settings were changed';
    return [
      {
        key: 'support:access',
        message: what,
        sample: lineOf(event, `${what} by ${whoDid(event)}, ${whenOf(event)}`),
      },
    ];
  },
});
