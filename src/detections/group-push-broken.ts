import { type DirectoryEvent, targetOf } from '../domain/event.ts';
import { appIn, lineOf, nameOf, whenOf, whoDid } from '../domain/event-words.ts';
import { defineDetection, type Signal } from './detection.ts';

const push = 'application.provision.group_push';
const worked = [`${push}.pushed`, `${push}.updated`, `${push}.push_memberships`, `${push}.activate_mapping`];

export default defineDetection({
  id: 'group-push-broken',
  ref: 'W-18',
  title: 'A group push or a group rule is broken',
  severity: 'high',
  why: 'The group looks right here and is wrong in the app: joiners wait for access, leavers keep it. Okta does not try again.',
  fix: 'Push: link the target group again, or push once more. Rule: open it, repair what it refers to, activate it.',
  source: ['Okta: event catalogue, application.provision.group_push and group.user_membership.rule'],
  events: {
    okta: [
      `${push}.mapping.update.or.delete.failed.with.error`,
      `${push}.mapping.deactivated.source.group.renamed`,
      `${push}.mapping.deactivated.source.group.renamed.failed`,
      `${push}.deactivate_mapping`,
      ...worked,
      'group.user_membership.rule.invalidate',
      'group.user_membership.rule.error',
      'group.user_membership.rule.deactivated',
    ],
  },
  thresholds: {},
  tallies: {},
  patienceMs: 0,
  unless: ['integration-credential-rejected'],
  endsBy: 'when the same group is pushed to the app; a group rule: when somebody resolves it',
  evaluate: (event) => {
    if (event.name.startsWith('group.user_membership.rule.')) return [ofRule(event)];
    return ofPush(event);
  },
});

function ofPush(event: DirectoryEvent): readonly Signal[] {
  const app = appIn(event);
  const group = targetOf(event, 'group');
  const mapping = targetOf(event, 'mapping');
  const key = `${app.id}:push:${group?.id ?? mapping?.id ?? 'unknown'}`;
  if (worked.includes(event.name)) {
    if (event.outcome !== 'success') return [];
    return [{ clears: key, because: `${nameOf(group, 'the group')} was pushed` }];
  }
  const onPurpose = event.name === `${push}.deactivate_mapping` && event.actor?.kind === 'person';
  const name = nameOf(group ?? mapping, 'a group');
  const why = event.reason === null ? '' : `: ${event.reason}`;
  return [
    {
      key,
      ...(onPurpose ? { severity: 'medium', title: 'A group push was switched off' } : {}),
      message: `${name} is no longer pushed to ${app.name}${why}`,
      sample: lineOf(
        event,
        `${name}: ${event.name.slice(push.length + 1)} by ${whoDid(event)}, ${whenOf(event)}`,
      ),
      // What a person switched off is switched on again by a person, in Okta.
      offers:
        onPurpose || (group === undefined && mapping === undefined)
          ? []
          : [
              {
                action: 'retry-push',
                on: {
                  app: app.id,
                  ...(group === undefined ? {} : { group: group.id }),
                  ...(mapping === undefined ? {} : { mapping: mapping.id }),
                },
              },
            ],
    },
  ];
}

function ofRule(event: DirectoryEvent) {
  const rule = event.targets.find(({ kind }) => kind === 'other') ?? event.targets[0];
  const state = event.name.split('.').at(-1) ?? '';
  return {
    key: `${rule?.id ?? 'unknown'}:rule`,
    title: 'A group rule stopped working',
    message: `the group rule ${nameOf(rule, 'without a name')}: ${state}`,
    sample: lineOf(event, `${nameOf(rule)}: ${state} by ${whoDid(event)}, ${whenOf(event)}`),
  };
}
