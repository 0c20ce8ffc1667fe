import type { Settings } from '../../src/config/config.ts';

/** A lockstep.yaml in which everything that runs by itself is off; tests say what they need. */
export function quietSettings(over: Partial<Settings> = {}): Settings {
  return {
    channels: { reports: null, alerts: null, requests: null },
    roles: { viewer: [], operator: [], admin: [] },
    allowedDomains: [],
    breakGlass: [],
    checks: { disabled: [], thresholds: {}, exceptions: [], failOn: 'high' },
    schedules: { timezone: 'UTC', checks: null, sync: null, reconcile: null, digest: null },
    watch: { groups: [], pollSeconds: {} },
    detections: { disabled: [], thresholds: {}, maintenance: [] },
    alerts: { escalateAfter: 15, quietHours: null, heartbeatUrl: null },
    credentials: [],
    sinks: [],
    limits: { rateShare: 1, concurrency: 4 },
    ...over,
  };
}
