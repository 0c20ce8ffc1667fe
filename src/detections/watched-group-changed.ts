import { memberAdded, memberRemoved, targetOf } from '../domain/event.ts';
import { lineOf, nameOf, whenOf, whoDid } from '../domain/event-words.ts';
import { defineDetection } from './detection.ts';

export default defineDetection({
  id: 'watched-group-changed',
  ref: 'GRP-01',
  title: 'A sensitive group was changed',
  severity: 'high',
  why: 'These groups give roles, approvals or exclusions: who is in them can do what others may not.',
  fix: 'Ask the one who did it. Not planned: restore the members, then look at what else was done.',
  source: [
    'Microsoft: Security operations for privileged accounts',
    'Sigma: azure_group_user_addition_ca_modification',
    'Sigma: azure_group_user_removal_ca_modification',
  ],
  events: { okta: [memberAdded, memberRemoved], entra: [memberAdded, memberRemoved] },
  thresholds: {},
  tallies: {},
  patienceMs: 0,
  unless: [],
  evaluate: (event, { watched, restored, groupName, accountName }) => {
    const group = targetOf(event, 'group');
    const account = targetOf(event, 'account');
    if (group === undefined || account === undefined || watched(group.id) !== 'sensitive') return [];
    const name = groupName(group.id) ?? nameOf(group);
    const login = accountName(account.id) ?? nameOf(account);
    const added = event.name === memberAdded;
    // People approved it, and Lockstep, which is no person, did it.
    if (added && event.actor?.kind !== 'person' && restored(group.id, account.id)) return [];
    // The same line again once the log tells who it was.
    const by = event.actor === null ? 'actor pending' : `by ${whoDid(event)}`;
    const on = { group: group.id };
    const asks = event.actor === null || event.actor.kind === 'person' || event.actor.kind === 'token';
    return [
      {
        key: group.id,
        severity: added ? 'high' : 'medium',
        message: `${login} was ${added ? 'added to' : 'removed from'} ${name}, ${by}`,
        sample: lineOf(event, `${added ? '+' : '-'} ${login}, ${by}, ${whenOf(event)}`),
        offers: [
          // A rule or an import gives no answer.
          ...(asks ? [{ action: 'ask-actor' as const, on: { ...on, event: event.id } }] : []),
          { action: 'restore-members', on },
        ],
      },
    ];
  },
});
