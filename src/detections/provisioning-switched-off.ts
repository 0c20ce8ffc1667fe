import type { DirectoryEvent } from '../domain/event.ts';
import { bare, changeOf, mentions } from '../domain/event-changes.ts';
import { appIn, lineOf, whenOf, whoDid } from '../domain/event-words.ts';
import { defineDetection } from './detection.ts';

const back = [
  'application.lifecycle.activate',
  'enable/start provisioning configuration',
  'enable/restart provisioning configuration',
];

export default defineDetection({
  id: 'provisioning-switched-off',
  ref: 'W-14',
  title: 'Provisioning was switched off or pointed elsewhere',
  severity: 'high',
  why: 'From then on leavers keep their accounts in the app; pointed elsewhere, it hands accounts and passwords to somebody else.',
  fix: 'Ask the one who did it whether the app is being set up. If not: switch it on again and compare address and mappings.',
  source: [
    'Elastic: impact_okta_attempt_to_deactivate_okta_application',
    'Panther: okta_password_extraction_via_scim',
    'Microsoft: application provisioning in quarantine status',
  ],
  events: {
    okta: [
      'application.lifecycle.update',
      'application.lifecycle.deactivate',
      'application.lifecycle.delete',
      'application.lifecycle.activate',
    ],
    entra: [
      'disable/pause provisioning configuration',
      'update provisioning setting or credentials',
      'update attribute mappings or scope',
      'delete provisioning configuration',
      'set accidental deletion threshold',
      'set dirsyncenabled flag',
      'enable/start provisioning configuration',
      'enable/restart provisioning configuration',
    ],
  },
  thresholds: {},
  tallies: {},
  patienceMs: 0,
  unless: [],
  endsBy: 'when the app or its provisioning is switched on again',
  evaluate: (event) => {
    if (event.outcome === 'failure') return [];
    const app = appIn(event);
    if (back.includes(event.name))
      return [{ clears: `${app.id}:off`, because: `${whoDid(event)} switched it on again` }];
    const deed = deedOf(event);
    if (deed === null) return [];
    const { what, off, mild = false } = deed;
    return [
      {
        key: `${app.id}:${off ? 'off' : 'setting'}`,
        ...(off ? {} : { title: 'Provisioning settings were changed' }),
        ...(mild ? { severity: 'medium' as const } : {}),
        message: `${app.name}: ${what}`,
        sample: lineOf(event, `${app.name}: ${what}, by ${whoDid(event)}, ${whenOf(event)}`),
      },
    ];
  },
});

interface Deed {
  readonly what: string;
  readonly off: boolean;
  /** It changes what is provisioned, not whether and to whom. */
  readonly mild?: boolean;
}

function deedOf(event: DirectoryEvent): Deed | null {
  switch (event.name) {
    case 'application.lifecycle.update': {
      // Everything about an app is this event; only one sentence in it says that leavers stay.
      const message = event.detail['customMessage'] ?? '';
      const stops = /stop deprovisioning/i;
      if (!stops.test(message) && !mentions(event, stops)) return null;
      return { what: 'unassigned people are no longer deprovisioned', off: true };
    }
    case 'set dirsyncenabled flag':
      return /^true$/i.test(bare(changeOf(event, 'DirSyncEnabled')?.after))
        ? null
        : { what: 'directory synchronisation was switched off', off: true };
    case 'set accidental deletion threshold':
      return { what: 'how many deletions it lets through was changed', off: false, mild: true };
    // Another address or key hands accounts and passwords to whoever is there.
    case 'update provisioning setting or credentials':
      return { what: event.name, off: false };
    case 'update attribute mappings or scope':
      return { what: event.name, off: false, mild: true };
    default:
      return { what: event.name, off: true };
  }
}
