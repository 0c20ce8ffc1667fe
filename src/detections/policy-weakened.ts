import type { DirectoryEvent } from '../domain/event.ts';
import { targetOf } from '../domain/event.ts';
import { lineOf, nameOf, whenOf, whoDid } from '../domain/event-words.ts';
import { policyChange } from '../domain/policy-change.ts';
import { defineDetection } from './detection.ts';

export default defineDetection({
  id: 'policy-weakened',
  ref: 'W-10',
  title: 'A sign-in policy became weaker',
  severity: 'high',
  why: 'A policy that is off, deleted or full of exclusions protects nobody, and nothing else tells of it.',
  fix: 'Compare the policy with what it was (the change is in the lines below) and put it back unless a change request names it.',
  source: [
    'Okta customer detections: authentication_policy_mfa_downgrade',
    'Elastic: defense_evasion_okta_attempt_to_deactivate_okta_policy',
    'Elastic: defense_evasion_okta_attempt_to_delete_okta_policy_rule',
    'Elastic: persistence_entra_id_conditional_access_policy_modified',
    'Panther: azure_policy_changed',
    'Sigma: okta_policy_rule_modified_or_deleted',
  ],
  events: {
    okta: [
      'policy.lifecycle.deactivate',
      'policy.lifecycle.delete',
      'policy.lifecycle.update',
      'policy.rule.deactivate',
      'policy.rule.delete',
      'policy.rule.update',
      'application.policy.sign_on.update',
      'application.policy.sign_on.rule.delete',
      'zone.deactivate',
      'zone.delete',
      'zone.update',
    ],
    entra: [
      'update conditional access policy',
      'delete conditional access policy',
      'update security defaults',
      'update policy',
      'delete policy',
      'update named location',
      'delete named location',
      'authentication methods policy update',
    ],
  },
  thresholds: {},
  tallies: {},
  patienceMs: 0,
  unless: [],
  evaluate: (event) => {
    if (event.outcome === 'failure') return [];
    const policy = targetOf(event, 'policy') ?? event.targets[0];
    const name = nameOf(policy, 'a policy');
    const said = (what: string) => ({
      key: `${policy?.id ?? event.name}:policy`,
      message: `${name}: ${what}`,
      sample: lineOf(event, `${name}: ${what}, by ${whoDid(event)}, ${whenOf(event)}`),
    });
    if (isGone(event))
      return [said(event.name.includes('deactivate') ? 'it was switched off' : 'it was deleted')];
    const change = policyChange(event);
    if (change === 'harmless') return [];
    if (typeof change === 'object') return [said(change.weaker.join(', '))];
    const title = 'A sign-in policy was changed';
    const what = change === 'unknown' ? 'it was changed; the log does not tell how' : 'it was changed';
    return [{ ...said(what), severity: 'medium', title }];
  },
});

function isGone({ name }: DirectoryEvent): boolean {
  return /\.(deactivate|delete)$|^delete /.test(name);
}
