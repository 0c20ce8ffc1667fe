import { type DirectoryEvent, memberAdded, memberRemoved, targetOf } from '../domain/event.ts';
import { isSyncOnly, isTemporaryPass } from '../domain/event-changes.ts';
import { lineOf, nameOf, whenOf, whoDid } from '../domain/event-words.ts';
import { defineDetection, type Watching } from './detection.ts';

export default defineDetection({
  id: 'break-glass-altered',
  ref: 'W-02',
  title: 'A break-glass account was changed',
  severity: 'critical',
  why: 'A changed password, factor, role, group or licence decides whether it works on the day it is needed, and for whom.',
  fix: 'Ask the one who did it. If it was not planned: take it back, check factors and roles of the account, then hold a drill.',
  source: [
    'Microsoft: Manage emergency access accounts',
    'Microsoft: Security operations for privileged accounts',
  ],
  events: {
    okta: [
      'user.account.reset_password',
      'user.account.update_password',
      'user.account.expire_password',
      'user.account.update_profile',
      'user.account.update_primary_email',
      'user.account.lock',
      'user.account.privilege.grant',
      'user.account.privilege.revoke',
      'user.mfa.factor.*',
      'user.lifecycle.*',
      memberAdded,
      memberRemoved,
    ],
    entra: [
      'reset password (by admin)',
      'reset password (self-service)',
      'reset password',
      'reset user password',
      'change user password',
      'admin deleted security info',
      'admin registered security info',
      'user deleted security info',
      'user registered security info',
      'add passkey (device-bound)',
      'delete passkey (device-bound)',
      'disable strong authentication',
      'update per-user multifactor authentication state',
      'add member to role',
      'add eligible member to role',
      'remove member from role',
      'remove eligible member from role',
      'remove member from role in pim completed (permanent)',
      'remove eligible member from role in pim completed (permanent)',
      'remove member from restricted management administrative unit',
      'disable account',
      'enable account',
      'delete user',
      'update user',
      'change user license',
      memberAdded,
      memberRemoved,
    ],
  },
  thresholds: {},
  tallies: {},
  patienceMs: 0,
  unless: [],
  always: true,
  evaluate: (event, watching) => {
    const account = targetOf(event, 'account');
    if (account === undefined) return [];
    const entry =
      watching.breakGlass(account.id) ??
      (account.name === null ? undefined : watching.breakGlass(account.name));
    // A temporary pass has a detection of its own.
    if (entry === undefined || isSyncOnly(event) || isTemporaryPass(event)) return [];
    const { login } = entry;
    const tried = event.outcome === 'failure' ? 'was tried on' : 'happened to';
    return [
      {
        key: `${login}:altered`,
        severity: severityOf(event, login, watching),
        message: `${what(event)} ${tried} ${login}`,
        sample: lineOf(event, `${what(event)} by ${whoDid(event)}, ${whenOf(event)}`),
        offers: [],
      },
    ];
  },
});

/** What the account does to itself during its own drill is part of the drill. */
function severityOf(event: DirectoryEvent, login: string, { breakGlass, inDrill }: Watching) {
  const own = event.actor?.id != null && breakGlass(event.actor.id)?.login === login;
  if (own && inDrill(login, event.at)) return 'low' as const;
  return event.outcome === 'failure' ? ('high' as const) : ('critical' as const);
}

function what(event: DirectoryEvent): string {
  const group = targetOf(event, 'group');
  const detail = event.changes.map(({ name }) => name).join(', ');
  if (event.name === memberAdded) return `joining the group ${nameOf(group)}`;
  if (event.name === memberRemoved) return `leaving the group ${nameOf(group)}`;
  return detail === '' ? event.name : `${event.name} (${detail})`;
}
