import { type DirectoryEvent, targetOf } from '../domain/event.ts';
import { lineOf, nameOf, whenOf, whoDid } from '../domain/event-words.ts';
import { roleIn } from '../domain/granted-role.ts';
import { defineDetection, type Watching } from './detection.ts';

const granted = ['user.account.privilege.grant', 'group.privilege.grant', 'add member to role'];
const onAccount = [
  'user.lifecycle.deactivate',
  'user.lifecycle.suspend',
  'user.lifecycle.delete.initiated',
  'disable account',
  'delete user',
];

export default defineDetection({
  id: 'last-admin-at-risk',
  ref: 'W-09',
  title: 'Nearly nobody holds the highest role any more',
  severity: 'critical',
  why: 'With one top administrator left, one lost phone locks everybody out; with none, only the vendor can help.',
  fix: 'Give the role to a second person you trust, or sign in with a break-glass account and do it there. Then find out why it was taken.',
  source: [
    'Okta: keep more than one super admin',
    'CIS Microsoft 365: between two and four global administrators',
  ],
  events: {
    okta: [
      'user.account.privilege.revoke',
      'group.privilege.revoke',
      'iam.resourceset.bindings.delete',
      'user.lifecycle.deactivate',
      'user.lifecycle.suspend',
      'user.lifecycle.delete.initiated',
      'user.account.privilege.grant',
      'group.privilege.grant',
    ],
    entra: [
      'remove member from role',
      'remove eligible member from role',
      'remove member from role in pim completed (permanent)',
      'remove eligible member from role in pim completed (permanent)',
      'disable account',
      'delete user',
      'add member to role',
    ],
  },
  thresholds: {
    'admins.left.min': {
      value: 2,
      unit: 'holders of the highest role',
      source: 'cis',
      why: 'fewer than two is a single point of failure',
    },
  },
  tallies: {},
  patienceMs: 0,
  unless: [],
  endsBy: 'on a grant after which enough hold the highest role',
  evaluate: (event, watching) => {
    if (event.outcome === 'failure') return [];
    const min = watching.threshold('admins.left.min');
    const topAdmins = leftAfter(event, watching);
    if (granted.includes(event.name)) {
      // The count may be older than this grant, and then it is too low: safe to believe when it is enough.
      if (topAdmins === null || topAdmins < min) return [];
      return [{ clears: 'directory:top', because: `${topAdmins} hold the highest role` }];
    }
    if (!concerns(event, watching) || (topAdmins !== null && topAdmins > min)) return [];
    const account = targetOf(event, 'account');
    const login = (account === undefined ? null : watching.accountName(account.id)) ?? nameOf(account);
    const few = topAdmins !== null && topAdmins < min;
    return [
      {
        key: 'directory:top',
        ...(few ? {} : { severity: 'high', title: 'The highest role may be running out of holders' }),
        message: `${login}: ${event.name}; ${left(topAdmins)}`,
        sample: lineOf(event, `${login}: ${event.name} by ${whoDid(event)}, ${whenOf(event)}`),
      },
    ];
  },
});

/** Whoever is switched off keeps the role in the list, and is nobody to rely on. */
function leftAfter(event: DirectoryEvent, { topAdmins, holdsTop }: Watching): number | null {
  const account = targetOf(event, 'account');
  const lost = onAccount.includes(event.name) && account !== undefined && holdsTop(account.id);
  return topAdmins === null ? null : topAdmins - (lost ? 1 : 0);
}

/** Whether it can have taken a top administrator away, as far as can be known. */
function concerns(event: DirectoryEvent, { admins }: Watching): boolean {
  const account = targetOf(event, 'account');
  if (onAccount.includes(event.name))
    return admins === null || (account !== undefined && admins.has(account.id));
  const { name, top } = roleIn(event);
  return top || name === 'a role' || event.name === 'user.account.privilege.revoke';
}

function left(topAdmins: number | null): string {
  if (topAdmins === null) return 'how many hold the highest role could not be read';
  return `${topAdmins} held the highest role when it was last read`;
}
