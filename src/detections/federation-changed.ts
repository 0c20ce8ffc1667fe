import { lineOf, nameOf, whenOf, whoDid } from '../domain/event-words.ts';
import { defineDetection } from './detection.ts';

export default defineDetection({
  id: 'federation-changed',
  ref: 'W-13',
  title: 'Who may vouch for your people was changed',
  severity: 'critical',
  why: 'Whoever controls a trusted identity provider can sign in as anybody, without password or second factor.',
  fix: 'Read the identity provider or domain federation now and compare issuer and certificate with what you know. Unknown: remove it.',
  blind: 'neither event of Entra ID contains the issuer or the certificate: they are read in the portal.',
  source: [
    'Okta customer detections: new_idp_created',
    'Elastic: persistence_new_idp_successfully_added_by_admin',
    'Elastic: privilege_escalation_entra_id_tenant_domain_federation_via_audit_logs',
    'Panther: azure_domain_trust_settings_modified',
    'Sigma: azure_federation_modified',
  ],
  events: {
    okta: ['system.idp.lifecycle.*'],
    entra: [
      'set domain authentication',
      'set federation settings on domain',
      'add unverified domain',
      'verify domain',
    ],
  },
  thresholds: {},
  tallies: {},
  patienceMs: 0,
  unless: [],
  evaluate: (event) => {
    if (event.outcome === 'failure') return [];
    const what = event.targets[0];
    // Nobody signs in through a domain before it is verified.
    const early = event.name === 'add unverified domain';
    const message = `${nameOf(what, 'a domain')}: ${event.name}`;
    return [
      {
        key: `${what?.id ?? 'directory'}:federation`,
        ...(early ? { severity: 'medium', title: 'A domain was added and is not verified yet' } : {}),
        message,
        sample: lineOf(event, `${message}, by ${whoDid(event)}, ${whenOf(event)}`),
      },
    ];
  },
});
