import { type DirectoryEvent, memberRemoved, targetOf } from '../domain/event.ts';
import { appIn, lineOf, nameOf, whenOf, whoDid } from '../domain/event-words.ts';
import { defineDetection, type Raise, type Watching } from './detection.ts';

/** The log's own entries; the mirror's event stands for each of them, but only the log knows the actor from the start. */
const fromGroup = ['group.user_membership.remove', 'remove member from group'];
const fromApp = ['application.user_membership.remove', 'remove app role assignment from user'];
const groupFromApp = ['group.application_assignment.remove', 'remove app role assignment from group'];
const groupGone = ['group.lifecycle.delete', 'delete group'];
const bulk = ['bulk remove group members - finished (bulk)', 'bulk delete users - finished (bulk)'];
const windowMs = 15 * 60_000;

export default defineDetection({
  id: 'mass-removal',
  ref: 'W-03',
  title: 'Many members were removed',
  severity: 'critical',
  why: 'One wrong filter or one stolen session empties a group in seconds, and everybody in it loses what it gave them.',
  fix: 'Stop what does it (the rule, the import, the session), confirm the number with the one who did it, then restore the members.',
  source: [
    'Okta: import safeguard (20 %)',
    'Microsoft: accidental deletions (500)',
    'Sigma: azure_group_user_removal_ca_modification',
  ],
  events: {
    okta: [
      memberRemoved,
      'group.user_membership.remove',
      'application.user_membership.remove',
      'group.application_assignment.remove',
      'group.lifecycle.delete',
    ],
    entra: [
      memberRemoved,
      'remove member from group',
      'remove app role assignment from user',
      'remove app role assignment from group',
      'delete group',
      ...bulk,
    ],
  },
  thresholds: {
    'removals.group.min': {
      value: 10,
      unit: 'members in 15 minutes',
      source: 'ours',
      why: 'below this a small team is reorganised by hand',
    },
    'removals.group.share': {
      value: 20,
      unit: '% of the members before',
      source: 'okta',
      why: 'the default of the import safeguard',
    },
    'removals.sensitive.min': {
      value: 5,
      unit: 'members of a sensitive group in 15 minutes',
      source: 'ours',
      why: 'sensitive groups are small; one that becomes empty always counts',
    },
    'removals.actor.min': {
      value: 25,
      unit: 'distinct accounts by one actor in 15 minutes',
      source: 'ours',
      why: 'more than one leaver list of a day, over any groups',
    },
    'removals.warn.share': {
      value: 50,
      unit: '% of the limits above',
      source: 'ours',
      why: 'half way there it is said, at a lower severity',
    },
  },
  tallies: {
    group: { names: [memberRemoved, ...fromGroup], windowMs, by: 'group', besidesEnds: true },
    actor: { names: [...fromGroup, ...fromApp], windowMs, by: 'actor', besidesEnds: true },
    app: { names: fromApp, windowMs, by: 'app', besidesEnds: true },
    groups: { names: [memberRemoved], windowMs, by: 'connection' },
  },
  patienceMs: 0,
  unless: [],
  freezes: true,
  evaluate: (event, watching) => {
    if (event.outcome === 'failure') return [];
    const { name } = event;
    if (groupGone.includes(name)) return groupDeleted(event, watching);
    if (groupFromApp.includes(name)) return groupLostApp(event, watching);
    if (bulk.includes(name)) return [bulkFinished(event)];
    // Devices leave dynamic groups all day.
    const account = targetOf(event, 'account');
    if (account === undefined) return [];
    // An end that was approved together with the grant surprises nobody, however many come at once.
    if (watching.ended(targetOf(event, 'group')?.id ?? null, account.id)) return [];
    if (name === memberRemoved) return ofGroup(event, watching);
    const byActor = ofActor(event, watching);
    return byActor.length > 0 || !fromApp.includes(name) ? byActor : ofApp(event, watching);
  },
});

/** critical at the limit, high half way, undefined below. */
function gravity(count: number, limit: number, { threshold }: Watching): 'critical' | 'high' | undefined {
  if (count >= limit) return 'critical';
  return count * 100 >= limit * threshold('removals.warn.share') ? 'high' : undefined;
}

/** How many may leave a group of a size; the size is not known before the first sync. */
function limitOf(groupId: string, before: number | null, { watched, threshold }: Watching): number {
  const min = threshold(watched(groupId) === 'sensitive' ? 'removals.sensitive.min' : 'removals.group.min');
  return Math.max(min, Math.ceil(((before ?? 0) * threshold('removals.group.share')) / 100));
}

function ofGroup(event: DirectoryEvent, watching: Watching): readonly Raise[] {
  const group = targetOf(event, 'group');
  if (group === undefined) return [];
  const left = watching.memberCount(group.id);
  const removed = watching.tally('group').accounts;
  const before = left === null ? null : left + removed;
  const emptied = left === 0 && watching.watched(group.id) === 'sensitive';
  const severity = emptied ? 'critical' : gravity(removed, limitOf(group.id, before, watching), watching);
  if (severity === undefined) return [];
  const name = watching.groupName(group.id) ?? nameOf(group);
  const size = before === null ? '' : ` of ${before}`;
  return [
    {
      key: `${group.id}:members`,
      severity,
      ...(severity === 'high' ? { title: 'Many members are leaving a group' } : {}),
      message: `${removed}${size} members left ${name} within 15 minutes${emptied ? '; it is empty now' : ''}${driver(event)}`,
      sample: lineOf(event, `${accountOf(event, watching)} removed by ${whoDid(event)}, ${whenOf(event)}`),
      subject: targetOf(event, 'account')?.id ?? event.id,
      offers: [
        { action: 'restore-members', on: { group: group.id } },
        { action: 'intended', on: { group: group.id } },
      ],
    },
  ];
}

/** One actor over several groups or apps is one cause. All of it in one group is that group's alert. */
function ofActor(event: DirectoryEvent, watching: Watching): readonly Raise[] {
  const { actor } = event;
  if (actor?.id == null) return [];
  const count = watching.tally('actor').accounts;
  const severity = gravity(count, watching.threshold('removals.actor.min'), watching);
  if (severity === undefined) return [];
  const group = targetOf(event, 'group');
  const inOne = group !== undefined && watching.tally('group').accounts >= count;
  // Half way by one actor within one group says nothing that the group's own limit does not.
  if (inOne && severity === 'high') return [];
  const common = {
    severity,
    ...(severity === 'high' ? { title: 'One actor is removing many members' } : {}),
    message: `${whoDid(event)} removed ${count} accounts within 15 minutes${driver(event)}`,
    subject: targetOf(event, 'account')?.id ?? event.id,
  };
  if (inOne) {
    const on = { group: group.id };
    return [
      {
        ...common,
        message: `${whoDid(event)} removed ${count} accounts from ${watching.groupName(group.id) ?? nameOf(group)} within 15 minutes${driver(event)}`,
        key: `${group.id}:members`,
        sample: { id: `actor:${actor.id}`, text: `${whoDid(event)} removed ${count} accounts` },
        offers: [
          { action: 'restore-members', on },
          { action: 'intended', on },
        ],
      },
    ];
  }
  const from = nameOf(group ?? targetOf(event, 'app'), 'an app');
  const on = { actor: actor.id };
  return [
    {
      ...common,
      key: `actor:${actor.id}`,
      sample: lineOf(event, `${accountOf(event, watching)} removed from ${from}, ${whenOf(event)}`),
      offers: [
        { action: 'restore-members', on },
        { action: 'intended', on },
      ],
    },
  ];
}

/** People who lose an app because they left a group are that group's alert. */
function ofApp(event: DirectoryEvent, watching: Watching): readonly Raise[] {
  const count = watching.tally('app').accounts;
  const severity = gravity(count, watching.threshold('removals.group.min'), watching);
  if (severity === undefined || watching.tally('groups').accounts >= count) return [];
  const app = appIn(event);
  return [
    {
      key: `${app.id}:assignments`,
      severity,
      title: 'Many accounts lost an app',
      message: `${count} accounts lost ${app.name} within 15 minutes${driver(event)}`,
      sample: lineOf(event, `${accountOf(event, watching)} by ${whoDid(event)}, ${whenOf(event)}`),
      subject: targetOf(event, 'account')?.id ?? event.id,
    },
  ];
}

function groupDeleted(event: DirectoryEvent, watching: Watching): readonly Raise[] {
  const group = targetOf(event, 'group');
  if (group === undefined) return [];
  const known = watching.memberCount(group.id);
  const members = known === null ? null : known + watching.tally('group').accounts;
  const severity = wholeGroup(group.id, members, watching);
  if (severity === undefined) return [];
  const name = watching.groupName(group.id) ?? nameOf(group);
  const size = members === null ? 'how many members it had is not known' : `it had ${members} members`;
  return [
    {
      key: `${group.id}:members`,
      severity,
      title: 'A group was deleted',
      message: `the group ${name} was deleted; ${size}`,
      sample: lineOf(event, `deleted by ${whoDid(event)}, ${whenOf(event)}`),
    },
  ];
}

function groupLostApp(event: DirectoryEvent, watching: Watching): readonly Raise[] {
  const group = targetOf(event, 'group');
  if (group === undefined) return [];
  const members = watching.memberCount(group.id);
  const severity = wholeGroup(group.id, members, watching);
  if (severity === undefined) return [];
  const app = appIn(event);
  const name = watching.groupName(group.id) ?? nameOf(group);
  return [
    {
      key: `${app.id}:assignments`,
      severity,
      title: 'A group lost an app',
      message: `${name} no longer gives ${app.name}; ${members ?? 'an unknown number of'} members lose it`,
      sample: lineOf(event, `${name}, by ${whoDid(event)}, ${whenOf(event)}`),
    },
  ];
}

/** All members at once; an unknown number is no reason to be silent. */
function wholeGroup(groupId: string, members: number | null, watching: Watching): Raise['severity'] {
  if (watching.watched(groupId) === 'sensitive') return 'critical';
  if (members === null) return 'medium';
  return members >= limitOf(groupId, null, watching) ? 'critical' : undefined;
}

function bulkFinished(event: DirectoryEvent): Raise {
  const deleted = event.name.startsWith('bulk delete');
  const group = targetOf(event, 'group');
  return {
    key: group === undefined ? `actor:${event.actor?.id ?? 'unknown'}` : `${group.id}:members`,
    severity: 'high',
    title: deleted ? 'Accounts were deleted from a file' : 'Members were removed from a file',
    message: `${whoDid(event)} finished a bulk ${deleted ? 'deletion of accounts' : 'removal of members'}`,
    sample: lineOf(event, `${event.name}, ${whenOf(event)}`),
  };
}

function accountOf(event: DirectoryEvent, { accountName }: Watching): string {
  const account = targetOf(event, 'account');
  return (account === undefined ? null : accountName(account.id)) ?? nameOf(account);
}

/** A rule or an import is named, since stopping that is what helps. */
function driver({ actor }: DirectoryEvent): string {
  if (actor?.kind === 'rule') return ' (driven by a group rule)';
  return actor?.kind === 'import' ? ' (driven by an import)' : '';
}
