import type { DirectoryEvent } from '../domain/event.ts';
import { changeOf } from '../domain/event-changes.ts';
import { lineOf, nameOf, whenOf, whoDid } from '../domain/event-words.ts';
import { defineDetection, type Watching } from './detection.ts';

export default defineDetection({
  id: 'api-token-changed',
  ref: 'W-11',
  title: 'An API token was created or changed',
  severity: 'high',
  why: 'A token has the rights of the one who made it, asks for no second factor, and lives as long as it is used.',
  fix: 'Ask its maker what it is for. Unknown: revoke it. Known: bind it to a network zone and to a service account.',
  source: [
    'Okta customer detections: new_api_token_created',
    'Okta customer detections: api_token_excessive_network_access',
    'Elastic: persistence_attempt_to_create_okta_api_token',
    'Elastic: impact_attempt_to_revoke_okta_api_token',
    'Panther: okta_api_key_created',
    'Splunk: okta_new_api_token_created',
  ],
  events: {
    okta: [
      'system.api_token.create',
      'system.api_token.update',
      'system.api_token.revoke',
      'system.api_token.enable',
      'system.api_token.request_outside_allowed_range',
    ],
  },
  thresholds: {},
  tallies: {},
  patienceMs: 0,
  unless: [],
  evaluate: (event, watching) => {
    const outside = event.name.endsWith('outside_allowed_range');
    if (event.outcome === 'failure' && !outside) return [];
    const id = outside ? event.detail['requestApiTokenId'] : event.targets[0]?.id;
    const name = nameOf(event.targets[0], id ?? 'a token');
    const what = outside
      ? 'was used from outside its network'
      : `${event.name.split('.').at(-1)}${anywhere(event) ? ', usable from any network' : ''}`;
    return [
      {
        key: `${id ?? 'unknown'}:token`,
        severity: severityOf(event, watching),
        message: `API token ${name}: ${what}`,
        sample: lineOf(event, `${name}: ${what}, by ${whoDid(event)}, ${whenOf(event)}`),
      },
    ];
  },
});

function anywhere(event: DirectoryEvent): boolean {
  const told = event.detail['networkConnection'] ?? changeOf(event, 'networkConnection')?.after;
  return /^anywhere$/i.test(told ?? '');
}

function severityOf(event: DirectoryEvent, { admins }: Watching): 'high' | 'medium' {
  if (anywhere(event)) return 'high';
  if (event.name !== 'system.api_token.create') return 'medium';
  // Directory agents make their own at installation.
  if (event.actor?.kind === 'system' || event.actor?.kind === 'app') return 'medium';
  const maker = event.actor?.id;
  return maker == null || (admins?.has(maker) ?? true) ? 'high' : 'medium';
}
