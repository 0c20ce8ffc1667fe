import type { DirectoryEvent } from '../domain/event.ts';
import { appIn, lineOf, whenOf } from '../domain/event-words.ts';
import { defineDetection, type Watching } from './detection.ts';

export default defineDetection({
  id: 'provisioning-stalled',
  ref: 'SYN-03',
  title: 'A provisioning job does not get on',
  severity: 'medium',
  why: 'What was changed in the directory does not arrive in the app, and no single failure tells of it.',
  fix: 'Paused: resume it, or note why and until when. Stale: open its troubleshooting page, restart it only if it is stuck.',
  source: ['Microsoft: when will provisioning finish', 'Microsoft: known issues of application provisioning'],
  events: {
    entra: [
      'synchronization paused',
      'synchronization stale',
      'synchronization escrows rising',
      'synchronization healthy',
    ],
  },
  thresholds: {
    'sync.silence.max': {
      value: 24,
      unit: 'hours since the last cycle that succeeded',
      source: 'ours',
      why: 'a cycle takes 20 to 40 minutes; after a day it does not heal by itself',
    },
  },
  tallies: {},
  patienceMs: 0,
  // A quarantine slows the cycle on purpose; a pause that somebody made is told by the log already.
  unless: ['provisioning-quarantined', 'provisioning-switched-off', 'integration-credential-rejected'],
  endsBy: 'on `synchronization healthy`',
  evaluate: (event, watching) => {
    const app = appIn(event);
    const state = event.name.slice('synchronization '.length);
    if (state === 'healthy') return [{ clears: `${app.id}:stalled`, because: 'the job works again' }];
    const hours = silence(event, watching);
    const long = hours !== null && hours > watching.threshold('sync.silence.max');
    const { jobId, countEscrowed } = event.detail;
    return [
      {
        key: `${app.id}:stalled`,
        severity: long ? 'high' : 'medium',
        message: `${app.name}: ${words(state, countEscrowed)}${hours === null ? '' : `; the last success was ${hours} hours ago`}`,
        sample: lineOf(event, `${state}, ${whenOf(event)}`),
        offers: jobId === undefined ? [] : [{ action: 'restart-job', on: { app: app.id, job: jobId } }],
      },
    ];
  },
});

function words(state: string, escrowed: string | undefined): string {
  if (state === 'paused') return 'the job is paused';
  if (state === 'stale') return 'no cycle succeeded lately';
  return `more and more changes are put aside${escrowed === undefined ? '' : ` (${escrowed})`}`;
}

function silence({ detail }: DirectoryEvent, { now }: Watching): number | null {
  const at = Date.parse(detail['lastSuccessAt'] ?? '');
  return Number.isNaN(at) ? null : Math.floor((now.getTime() - at) / 3_600_000);
}
