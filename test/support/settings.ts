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
    watch: { groups: [], pollSeconds: {}, canary: null },
    detections: { disabled: [], thresholds: {}, maintenance: [] },
    alerts: { escalateAfter: 15, quietHours: null, heartbeatUrl: null },
    credentials: [],
    sinks: [],
    access: { policies: [], deny: [], separation: [], delegates: [] },
    deactivation: {
      requesters: 'operator',
      stages: [],
      dormant: { afterDays: 45, enabled: false, schedule: '0 8 * * 1', exceptions: [], channel: null },
      bulkMax: 50,
      undoDays: 30,
      protected: [],
    },
    dryRun: false,
    limits: {
      rateShare: 1,
      concurrency: 4,
      grantsPerHour: 60,
      revocationsPerHour: 600,
      deactivationsPerHour: 10,
    },
    ...over,
  };
}
