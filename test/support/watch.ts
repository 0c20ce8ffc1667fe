import type { AlertTools } from '../../src/alerts/tools.ts';
import type { Settings } from '../../src/config/config.ts';
import { type Detection, defineDetection } from '../../src/detections/detection.ts';
import type { IngestTools } from '../../src/detections/ingest.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { targetOf } from '../../src/domain/event.ts';
import { fixedClock } from '../../src/lib/clock.ts';
import type { Store } from '../../src/store/open.ts';
import { quietSettings } from './settings.ts';

/** A directory's failure about one account; healed by a success of the same account. */
export const appBroken: Detection = defineDetection({
  id: 'app-broken',
  ref: 'W-00',
  title: 'An app refuses changes',
  severity: 'high',
  why: 'people keep or lack access',
  fix: 'Look at the app.',
  source: [],
  events: { okta: ['app.push'] },
  thresholds: {},
  tallies: {},
  patienceMs: 0,
  unless: ['key-dead'],
  evaluate: (event) => {
    const account = targetOf(event, 'account')?.id ?? '';
    const app = targetOf(event, 'app')?.id ?? '';
    if (event.outcome === 'success')
      return [{ clears: app, because: 'it takes changes again', subject: account }];
    return [
      { key: app, message: `${app} refuses`, sample: { id: event.id, text: account }, subject: account },
    ];
  },
});

/** A dead key explains every refusal; any success ends it. */
export const keyDead: Detection = defineDetection({
  ...appBroken,
  id: 'key-dead',
  title: 'A key is dead',
  severity: 'critical',
  events: { okta: ['app.key', 'app.push'] },
  patienceMs: 60_000,
  unless: [],
  evaluate: (event) => {
    const app = targetOf(event, 'app')?.id ?? '';
    if (event.outcome === 'success') return [{ clears: app, because: 'the key works' }];
    return event.name === 'app.key'
      ? [{ key: app, message: 'key refused', sample: { id: event.id, text: app } }]
      : [];
  },
});

let serial = 0;

export function event(over: Partial<DirectoryEvent> = {}): DirectoryEvent {
  serial += 1;
  return {
    connection: 'okta',
    kind: 'okta',
    feed: 'log',
    id: `e${serial}`,
    at: new Date('2026-11-24T12:00:00Z'),
    name: 'app.push',
    outcome: 'failure',
    reason: null,
    actor: null,
    targets: [],
    changes: [],
    detail: {},
    ...over,
  };
}

/** A push of one account to one app. */
export function push(app: string, account: string, over: Partial<DirectoryEvent> = {}): DirectoryEvent {
  return event({
    targets: [
      { kind: 'app', id: app, name: app },
      { kind: 'account', id: account, name: account },
    ],
    ...over,
  });
}

export function watchTools(
  { db, queue }: Pick<Store, 'db' | 'queue'>,
  {
    detections = [keyDead, appBroken],
    settings = {},
    clock = fixedClock('2026-11-24T12:00:00Z'),
  }: {
    readonly detections?: readonly Detection[];
    readonly settings?: Partial<Settings>;
    readonly clock?: AlertTools['clock'];
  } = {},
): IngestTools {
  const channels = { reports: null, alerts: 'C0ALERTS', requests: null };
  const sinks = [{ id: 'oncall', kind: 'webhook' as const, minSeverity: 'high' as const, options: {} }];
  return {
    db,
    queue,
    clock,
    detections,
    causes: detections,
    settings: quietSettings({ channels, sinks, ...settings }),
  };
}
