/** Where the demo's bot speaks of alerts. */
export const ALERTS = 'C0ALERTS';

/** A lever, and the detections that must each raise exactly one alert about it. */
export interface Cause {
  readonly lever: string;
  readonly detections: readonly string[];
}

export const causes: readonly Cause[] = [
  { lever: 'entra-mass-removal', detections: ['mass-removal'] },
  { lever: 'entra-dead-key', detections: ['provisioning-quarantined'] },
  { lever: 'entra-paused-job', detections: ['provisioning-stalled', 'provisioning-switched-off'] },
  // One for the attempt that failed, one for the sign-in.
  { lever: 'entra-break-glass-sign-in', detections: ['break-glass-used', 'break-glass-used'] },
  { lever: 'entra-policy-disabled', detections: ['policy-weakened'] },
  { lever: 'entra-federation', detections: ['federation-changed'] },
  { lever: 'entra-temporary-pass', detections: ['temporary-pass-issued'] },
  { lever: 'okta-mass-removal', detections: ['mass-removal'] },
  // One for each of two apps, whose ten failing people say nothing of their own.
  {
    lever: 'okta-dead-key',
    detections: ['integration-credential-rejected', 'integration-credential-rejected'],
  },
  { lever: 'okta-bg-sign-in', detections: ['break-glass-used'] },
  { lever: 'okta-super-admin', detections: ['admin-role-granted'] },
  { lever: 'okta-factor-reset', detections: ['admin-factor-reset'] },
  { lever: 'okta-policy-deactivated', detections: ['policy-weakened'] },
];
