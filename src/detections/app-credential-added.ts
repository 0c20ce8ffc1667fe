import { type DirectoryEvent, targetOf } from '../domain/event.ts';
import { lineOf, nameOf, whenOf, whoDid } from '../domain/event-words.ts';
import { defineDetection } from './detection.ts';

const names = [
  'app.oauth2.client.read_client_secret',
  'app.oauth2.client.lifecycle.create',
  'add service principal credentials',
  'update application - certificates and secrets management',
  'add owner to application',
  'add owner to service principal',
];

export default defineDetection({
  id: 'app-credential-added',
  ref: 'W-12',
  title: 'An app got a new credential or owner',
  severity: 'high',
  why: 'A second secret on an app with rights is a back door that no password reset closes.',
  fix: 'Ask the one who did it. Not a planned rotation: delete the credential, then look at what the app did since.',
  blind:
    'no log says what the app may do; whether it holds a high role or permission is for the reader to look up.',
  source: [
    'Elastic: persistence_entra_id_service_principal_credentials_added',
    'Elastic: persistence_entra_id_application_credential_modification',
    'Okta customer detections: oauth_client_secret_read',
    'Panther: azure_service_principal_credentials_added',
    'Sigma: azure_app_credential_added',
  ],
  events: { okta: names.slice(0, 2), entra: names.slice(2) },
  thresholds: {},
  // Ten days of memory: who does this every week rotates secrets; who never did is worth a look now.
  tallies: { actor: { names, windowMs: 10 * 24 * 3_600_000, by: 'actor' } },
  patienceMs: 0,
  unless: [],
  evaluate: (event, { tally }) => {
    if (event.outcome === 'failure') return [];
    const app = targetOf(event, 'app') ?? event.targets[0];
    const usual = tally('actor').events > 1;
    const message = `${whoDid(event)} ${deed(event)} ${nameOf(app, 'an app')}`;
    return [
      {
        key: `${app?.id ?? 'unknown-app'}:secret`,
        severity: usual ? 'medium' : 'high',
        message: usual ? message : `${message}; they did nothing of the kind for ten days`,
        sample: lineOf(event, `${message}, ${whenOf(event)}`),
      },
    ];
  },
});

function deed({ name }: DirectoryEvent): string {
  if (name.endsWith('read_client_secret')) return 'read the secret of';
  if (name.endsWith('lifecycle.create')) return 'created the client';
  return name.startsWith('add owner') ? 'added an owner to' : 'added or changed a credential of';
}
