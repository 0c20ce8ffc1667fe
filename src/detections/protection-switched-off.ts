import { lineOf, nameOf, whenOf, whoDid } from '../domain/event-words.ts';
import { defineDetection } from './detection.ts';

export default defineDetection({
  id: 'protection-switched-off',
  ref: 'W-21',
  title: 'Logging or a protection was switched off',
  severity: 'high',
  why: 'Who does not want to be seen switches off what sees.',
  fix: 'Switch it on again, ask the one who did it, and look at what else they did in that hour.',
  blind: 'diagnostic settings are deleted in the activity log of Azure, which Graph does not have.',
  source: [
    'Okta customer detections: log_stream_tampering',
    'Okta customer detections: protected_action_settings_update',
    'Sigma: azure_pim_alerts_disabled',
    'Panther: okta_admin_disabled_mfa',
    'Elastic: persistence_entra_id_privileged_identity_management_role_modified',
  ],
  events: {
    okta: [
      'system.log_stream.lifecycle.deactivate',
      'system.log_stream.lifecycle.delete',
      'security.protected_action.settings.update',
      'security.authenticator.lifecycle.deactivate',
      'system.mfa.factor.deactivate',
    ],
    entra: [
      'disable pim alert',
      'deactivate pim alert',
      'update pim alert setting',
      'update role setting in pim',
    ],
  },
  thresholds: {},
  tallies: {},
  patienceMs: 0,
  unless: [],
  evaluate: (event) => {
    if (event.outcome === 'failure') return [];
    const what = event.targets[0];
    // Okta switches a stream off itself when nobody takes its deliveries.
    const alone = event.name.startsWith('system.log_stream') && event.actor?.kind === 'system';
    const message = `${nameOf(what, 'a setting')}: ${event.name}${alone ? ', because its deliveries failed' : ''}`;
    return [
      {
        key: `${what?.id ?? event.name}:protection`,
        message,
        sample: lineOf(event, `${message}, by ${whoDid(event)}, ${whenOf(event)}`),
      },
    ];
  },
});
