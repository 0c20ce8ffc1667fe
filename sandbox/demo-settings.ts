import { breakGlass } from './tenant/cast.ts';

/** Its key of Atlassian dies next week: nobody but this list knows. */
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const standing = (pagerDutyUrl: string): string => `# The demo's own lockstep.yaml
channels: {reports: C0REPORTS, alerts: C0ALERTS, requests: C0REQ}
roles:
  admin: [{connection: okta, group: Lockstep Admins}]
  operator: [{connection: okta, group: Lockstep Operators}]
  viewer: [{connection: entra, group: IT}]
allowed_domains: [acme.test]
break_glass:
  - {connection: okta, login: ${breakGlass.okta.bg1}, drill_days: 90, custodians: [ada@acme.test, margaret@acme.test]}
  - {connection: okta, login: ${breakGlass.okta.bg2}, drill_days: 90, custodians: [ada@acme.test, margaret@acme.test]}
  - {connection: entra, login: ${breakGlass.entra.bg1}, custodians: [ada@acme.test, margaret@acme.test]}
  - {connection: entra, login: ${breakGlass.entra.bg2}, custodians: [ada@acme.test, margaret@acme.test]}
watch:
  groups:
    - {connection: okta, group: "*Admins*", as: sensitive}
    - {connection: entra, group: "Break*", as: sensitive}
    - {connection: okta, group: "*"}
    - {connection: entra, group: "*"}
  # As often as the vendors' limits allow, so that nobody has to wait for the demo.
  poll_seconds: {log: 2, audits: 6, provisioning: 12, jobs: 5, sign-ins: 12, groups: 3}
sinks:
  - {id: on-call, kind: pagerduty, min_severity: high, options: {routing_key: "\${PAGERDUTY_KEY}", url: "${pagerDutyUrl}", webhook_secret: "\${PAGERDUTY_WEBHOOK_SECRET}"}}
schedules: {timezone: Europe/Berlin, checks: "0 7 * * 1-5", sync: "*/15 * * * *"}
`;

/** Who may have what and who decides: one yes for the VPN, two for production, nobody both sides of the separation. */
const access = `access:
  policies:
    - id: vpn
      title: VPN
      connection: okta
      groups: [VPN Users]
      requesters: [{connection: okta, group: Everyone}]
      approvers:
        - by: [{group: {connection: okta, group: Access Approvers}}]
      max_duration: 8h
      default_duration: 4h
    - id: team
      title: A team of the factory
      connection: entra
      groups: [Team 0007]
      requesters: [{connection: okta, group: Everyone}]
      approvers:
        - by: [{group: {connection: okta, group: Access Approvers}}]
      max_duration: 8h
    - id: production
      title: Production
      connection: okta
      groups: [Production Access]
      requesters: [{connection: okta, group: Everyone}]
      approvers:
        - name: Access Approvers
          quorum: 2
          by: [{group: {connection: okta, group: Access Approvers}}]
      max_duration: 4h
      default_duration: 1h
      emergency:
        requesters: [{connection: okta, group: Lockstep Operators}]
        review_within: 24h
        max_duration: 2h
  separation:
    - a: {connection: okta, group: Production Access}
      b: {connection: entra, group: MFA exclusions}
      reason: whoever signs in without a second factor stays out of production
deactivation:
  requesters: operator
  approvers:
    - name: Access Approvers
      quorum: 2
      by: [{group: {connection: okta, group: Access Approvers}}]
`;

/** What ends soon, and impatience, so that nobody has to wait for the demo. */
const restless = `credentials:
  - {name: Atlassian SCIM key (Okta), connection: okta, app: Atlassian Cloud, expires: ${inDays(6)}, owner: barbara@acme.test}
  - {name: Atlassian SCIM key (Entra), connection: entra, app: Atlassian Cloud, expires: ${inDays(200)}, owner: barbara@acme.test}
detections:
  thresholds: {providers.rejected.max: 0.1, providers.unreachable.max: 0.1, sources.unread.max: 0.5}
`;

/** The demo's lockstep.yaml. `calm`: nothing ends soon, and Lockstep's own patience is what it is elsewhere. */
export function settingsWith({
  pagerDutyUrl,
  calm,
}: {
  readonly pagerDutyUrl: string;
  readonly calm: boolean;
}): string {
  return `${standing(pagerDutyUrl)}${access}${calm ? '' : restless}`;
}
