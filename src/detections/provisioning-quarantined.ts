import type { Offer } from '../domain/alert.ts';
import type { DirectoryEvent } from '../domain/event.ts';
import { appIn, lineOf, type NamedApp, whenOf } from '../domain/event-words.ts';
import { defineDetection } from './detection.ts';

interface Ground {
  readonly says: string;
  readonly fix: string;
  readonly urgent: boolean;
}

const broken: Ground = {
  says: 'too many changes fail',
  fix: 'Open the provisioning log of the app, mend the most frequent error, then restart the job.',
  urgent: false,
};

/** By what the reason contains: Microsoft spells some of them in two ways. */
const grounds: readonly (readonly [RegExp, Ground])[] = [
  [
    /QuarantineException|credential/i,
    {
      says: 'the app rejects the credential',
      fix: 'Renew the key in the app, save it in the provisioning settings, validate the credentials, restart the job.',
      urgent: true,
    },
  ],
  [
    /TooManyDeletes/i,
    {
      says: 'it would delete more accounts than the limit allows',
      fix: 'Ask HR for the number of leavers before you let it delete. Unexpected: mend the source or the scope first.',
      urgent: true,
    },
  ],
  [/Escrow/i, broken],
  [
    /OnDemand/i,
    { ...broken, says: 'somebody put it there', fix: 'Ask who did it and why, then restart the job.' },
  ],
  [/IngestionInterrupted/i, { ...broken, says: 'reading the source was interrupted' }],
];

export default defineDetection({
  id: 'provisioning-quarantined',
  ref: 'SYN-01',
  title: 'A provisioning job is in quarantine',
  severity: 'high',
  why: 'In quarantine it tries once a day at most, and after four weeks it is switched off. Leavers keep their accounts meanwhile.',
  fix: broken.fix,
  source: ['Microsoft: application provisioning in quarantine status'],
  events: { entra: ['synchronization quarantined', 'quarantine', 'synchronization healthy'] },
  thresholds: {
    'quarantine.days.min': {
      value: 7,
      unit: 'days left before the job is switched off',
      source: 'microsoft',
      why: 'the job is disabled after 28 days; at 21 there is one week left',
    },
  },
  tallies: {},
  patienceMs: 0,
  unless: [],
  endsBy: 'on `synchronization healthy`',
  evaluate: (event, { threshold }) => {
    const app = appIn(event);
    if (event.name === 'synchronization healthy')
      return [{ clears: `${app.id}:quarantine`, because: 'the job left quarantine' }];
    const { reason = '', errorCode = '', daysLeft } = event.detail;
    const ground = groundOf(event);
    const days = daysLeft === undefined ? null : Number(daysLeft);
    const late = days !== null && days <= threshold('quarantine.days.min');
    const left = days === null || Number.isNaN(days) ? '' : `; ${days} days left until it is switched off`;
    return [
      {
        key: `${app.id}:quarantine`,
        severity: ground.urgent || late ? 'critical' : 'high',
        fix: ground.fix,
        message: `${app.name}: ${ground.says}${left}`,
        sample: lineOf(
          event,
          `${[reason, errorCode].filter((text) => text !== '').join(' ') || event.name}, ${whenOf(event)}`,
        ),
        offers: offersOf(event, app),
      },
    ];
  },
});

function groundOf({ detail, reason }: DirectoryEvent): Ground {
  const told = `${detail['reason'] ?? ''} ${detail['errorCode'] ?? ''} ${reason ?? ''}`;
  return (
    grounds.find(([pattern]) => pattern.test(told))?.[1] ?? { ...broken, says: 'the reason is not told' }
  );
}

/** A job that stopped before deleting is never restarted by a click. */
function offersOf({ detail }: DirectoryEvent, app: NamedApp): readonly Offer[] {
  const { jobId, reason = '' } = detail;
  if (jobId === undefined || /TooManyDeletes/i.test(reason)) return [];
  const on = { app: app.id, job: jobId };
  return [
    { action: 'validate-credentials', on },
    { action: 'restart-job', on },
  ];
}
