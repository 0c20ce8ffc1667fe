import { type DirectoryEvent, targetOf } from '../domain/event.ts';
import { bare, changeOf } from '../domain/event-changes.ts';
import { lineOf, nameOf, whenOf, whoDid } from '../domain/event-words.ts';
import { roleIn } from '../domain/granted-role.ts';
import { defineDetection } from './detection.ts';

export default defineDetection({
  id: 'guest-promoted',
  ref: 'W-24',
  title: 'A guest became a member or an administrator',
  severity: 'high',
  why: 'A guest signs in at a company whose rules you do not make; as a member the limits for guests no longer hold.',
  fix: 'Ask the one who did it for the project behind it. Without one: make it a guest again or take the role back.',
  source: ['Elastic: persistence_entra_id_guest_account_promoted_to_member', 'Sigma: azure_guest_to_member'],
  events: {
    entra: [
      'update user',
      'add member to role',
      'add eligible member to role',
      'add member to role in pim completed (permanent)',
      'add eligible member to role in pim completed (permanent)',
      'add scoped member to role',
      'add member to role outside of pim (permanent)',
    ],
  },
  thresholds: {},
  tallies: {},
  patienceMs: 0,
  unless: [],
  evaluate: (event, watching) => {
    const account = targetOf(event, 'account');
    if (account === undefined || event.outcome === 'failure') return [];
    const login = watching.accountName(account.id) ?? nameOf(account);
    if (event.name === 'update user') {
      if (!becameMember(event)) return [];
      const message = `${login} is a member now`;
      const sample = lineOf(event, `${message}, by ${whoDid(event)}, ${whenOf(event)}`);
      return [{ key: `${account.id}:member`, message, sample }];
    }
    if (!watching.isGuest(account.id)) return [];
    const { name, top, leadsToTop } = roleIn(event);
    const message = `the guest ${login} got ${name}`;
    const sample = lineOf(event, `${message}, by ${whoDid(event)}, ${whenOf(event)}`);
    return [
      { key: `${account.id}:role`, severity: top || leadsToTop ? 'critical' : 'high', message, sample },
    ];
  },
});

function becameMember(event: DirectoryEvent): boolean {
  const change = changeOf(event, 'UserType');
  return /^guest$/i.test(bare(change?.before)) && /^member$/i.test(bare(change?.after));
}
