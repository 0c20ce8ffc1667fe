import { z } from 'zod';
import { accessSchema } from './settings-access.ts';
import { deactivationSchema } from './settings-deactivation.ts';
import { clockTime, cron, day, groupReference, moment, name, severity, slug } from './settings-parts.ts';

const breakGlassEntry = z.strictObject({
  connection: name.describe('okta or entra'),
  login: name.describe('the login (Okta) or user principal name (Entra) of the account'),
  drill_days: z.int().min(1).max(366).default(90).describe('a drill is due after so many days'),
  custodians: z.array(name).default([]).describe('logins of the people who hold the sealed credential'),
  certificate_attested_until: day
    .optional()
    .describe('you attest a certificate that the directory does not list'),
});

const exception = z.strictObject({
  check: name.describe('the check id, as `lockstep checks list` prints it'),
  subject: name.describe('the login or name that the finding is about'),
  reason: z.string().min(3),
  owner: name.describe('who accepted the risk'),
  until: day.describe('the last day on which the exception holds'),
});

const watchedGroup = z.strictObject({
  connection: name.describe('okta or entra'),
  group: name.describe('the group id, its exact name, or a pattern with *'),
  as: z
    .enum(['sensitive', 'watched'])
    .default('watched')
    .describe('sensitive: every change is a card at once; watched: in the digest'),
});

const maintenance = z.strictObject({
  since: moment,
  until: moment,
  connection: name.optional().describe('only this connection; default: all'),
  reason: z.string().min(3),
});

const registeredCredential = z.strictObject({
  name: name.describe('what people call it, e.g. Atlassian SCIM key'),
  connection: name.describe('okta or entra'),
  app: name.optional().describe('label of the app that uses it'),
  expires: day.describe('its last day'),
  owner: name.describe('who renews it'),
});

/** Which sink takes which options is the sink's own matter; secrets are written as ${ENV_NAME}. */
const sink = z.strictObject({
  id: slug,
  kind: z.enum(['pagerduty', 'jsm', 'webhook', 'splunk', 'datadog']),
  min_severity: severity.default('high').describe('less severe alerts are not sent there'),
  options: z.record(z.string(), z.string()).default({}),
});

/** lockstep.yaml. Unknown keys are refused everywhere, so that a typing mistake never switches a rule off. */
export const settingsSchema = z.strictObject({
  channels: z
    .strictObject({ reports: name.optional(), alerts: name.optional(), requests: name.optional() })
    .default({})
    .describe('Slack channel ids'),
  roles: z
    .strictObject({
      viewer: z.array(groupReference).default([]),
      operator: z.array(groupReference).default([]),
      admin: z.array(groupReference).default([]),
    })
    .prefault({})
    .describe('who may do what in Lockstep: groups of the directories'),
  allowed_domains: z
    .array(name)
    .default([])
    .describe('e-mail domains a Slack user must be in; empty: no limit'),
  break_glass: z.array(breakGlassEntry).default([]).describe('the only truth about which accounts these are'),
  checks: z
    .strictObject({
      disabled: z.array(name).default([]).describe('check ids that are not run'),
      thresholds: z
        .record(z.string(), z.number())
        .default({})
        .describe('overrides, e.g. admins.global.max: 4'),
      exceptions: z.array(exception).default([]).describe('accepted findings, with owner and end date'),
      fail_on: severity.default('high'),
    })
    .prefault({}),
  schedules: z
    .strictObject({
      timezone: z.string().default('UTC').refine(isTimeZone, 'expected a time zone like Europe/Berlin'),
      checks: cron.nullable().default('0 7 * * 1-5').describe('when health checks run; null: never'),
      sync: cron.nullable().default('*/15 * * * *').describe('when the directories are read; null: never'),
      reconcile: cron
        .nullable()
        .default('30 2 * * *')
        .describe('when everything is read anew and compared with what the changes told; null: never'),
      digest: cron
        .nullable()
        .default('0 17 * * 1-5')
        .describe('when changes of watched groups are summed up; null: never'),
    })
    .prefault({}),
  watch: z
    .strictObject({
      groups: z.array(watchedGroup).default([]).describe('groups whose changes somebody wants to hear of'),
      poll_seconds: z
        .partialRecord(
          z.enum(['log', 'agents', 'audits', 'provisioning', 'jobs', 'sign-ins', 'lockouts', 'groups']),
          z.int().min(1).max(3600),
        )
        .optional()
        .describe('how often a source is read; default: what suits the vendor'),
      canary: z
        .strictObject({
          connection: name.describe('okta or entra'),
          group: name.describe('vendor id of a group that gives nothing to anybody'),
          account: name.describe('vendor id of a test account'),
          within_minutes: z
            .int()
            .min(1)
            .max(45)
            .default(10)
            .describe('an alert when nobody heard of it by then'),
        })
        .optional()
        .describe('once an hour a test account changes its membership, and the change must be heard of'),
    })
    .prefault({}),
  detections: z
    .strictObject({
      disabled: z.array(name).default([]).describe('detection ids that are not run'),
      thresholds: z
        .record(z.string(), z.number())
        .default({})
        .describe('overrides, e.g. removals.group.min: 10'),
      maintenance: z.array(maintenance).default([]).describe('times in which nothing is said or paged'),
    })
    .prefault({}),
  alerts: z
    .strictObject({
      escalate_after: z
        .int()
        .min(1)
        .default(15)
        .describe('minutes until an alert nobody acknowledged is paged'),
      quiet_hours: z
        .strictObject({ since: clockTime, until: clockTime })
        .optional()
        .describe('low and medium alerts wait until they are over, in schedules.timezone'),
      heartbeat_url: z.url().optional().describe('called every minute while all is well; an outside monitor'),
    })
    .prefault({}),
  credentials: z
    .array(registeredCredential)
    .default([])
    .describe('what expires and no API tells of: SCIM keys above all'),
  sinks: z.array(sink).default([]).describe('where alerts go besides Slack'),
  access: accessSchema,
  deactivation: deactivationSchema,
  dry_run: z
    .boolean()
    .default(false)
    .describe('nothing is changed in a directory; Lockstep says what it would do'),
  limits: z
    .strictObject({
      rate_share: z
        .number()
        .min(0.05)
        .max(1)
        .default(0.4)
        .describe("share of a vendor's rate limit that may be used"),
      concurrency: z.int().min(1).max(32).default(4).describe('requests in flight per connection'),
      grants_per_hour: z
        .int()
        .min(0)
        .default(60)
        .describe('memberships Lockstep may add in an hour; over it, it freezes itself'),
      revocations_per_hour: z
        .int()
        .min(0)
        .default(600)
        .describe('memberships it may take before their time in an hour'),
      deactivations_per_hour: z.int().min(0).default(10).describe('accounts it may deactivate in an hour'),
    })
    .prefault({}),
});

export type SettingsInput = z.infer<typeof settingsSchema>;

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
