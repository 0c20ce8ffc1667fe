import { existsSync, readFileSync } from 'node:fs';
import { OperatorError, reasonOf } from '../lib/operator-error.ts';
import type { Config, Settings } from './config.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { toAccess } from './read-access.ts';
import { toDeactivation } from './read-deactivation.ts';
import type { SettingsInput } from './settings.ts';
import { parseSettings } from './yaml.ts';

/** The only reader of process.env. The result is frozen; errors are OperatorErrors CONFIG_INVALID and CONFIG_INCOMPLETE. */
export function loadConfig(env: Environment = process.env): Config {
  const asked = env['LOCKSTEP_CONFIG'] ?? '';
  const path = asked === '' ? './lockstep.yaml' : asked;
  const found = existsSync(path);
  if (!found && asked !== '') throw notThere(path);
  const settings = found ? readSettings(path, env) : toSettings(parseSettings('', path, env));
  return deepFreeze({ ...readEnvironment(env), file: found ? path : null, settings });
}

/** One settings file, parsed and judged, without the rest of the environment (`lockstep config check FILE`). */
export function readSettings(path: string, env: Environment = process.env): Settings {
  if (!existsSync(path)) throw notThere(path);
  return toSettings(parseSettings(textOf(path), path, env));
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new OperatorError(
      'CONFIG_UNREADABLE',
      `${path} cannot be read: ${reasonOf(error)}`,
      'Name a file that Lockstep may read.',
      error,
    );
  }
}

/** True when the operator asked for output without colours (https://no-color.org). */
export function isPlain(env: Environment = process.env): boolean {
  return (env['NO_COLOR'] ?? '') !== '';
}

function notThere(path: string): OperatorError {
  return new OperatorError(
    'CONFIG_MISSING',
    `there is no ${path}`,
    'Copy lockstep.example.yaml and set LOCKSTEP_CONFIG to it.',
  );
}

function toSettings(input: SettingsInput): Settings {
  return {
    channels: {
      reports: input.channels.reports ?? null,
      alerts: input.channels.alerts ?? null,
      requests: input.channels.requests ?? null,
    },
    roles: input.roles,
    allowedDomains: input.allowed_domains,
    breakGlass: input.break_glass.map((entry) => ({
      connection: entry.connection,
      login: entry.login,
      drillDays: entry.drill_days,
      custodians: entry.custodians,
      certificateAttestedUntil: entry.certificate_attested_until ?? null,
    })),
    checks: {
      disabled: input.checks.disabled,
      thresholds: input.checks.thresholds,
      exceptions: input.checks.exceptions,
      failOn: input.checks.fail_on,
    },
    schedules: input.schedules,
    watch: {
      groups: input.watch.groups,
      pollSeconds: input.watch.poll_seconds ?? {},
      canary: toCanary(input.watch.canary),
    },
    detections: {
      ...input.detections,
      maintenance: input.detections.maintenance.map((window) => ({
        ...window,
        connection: window.connection ?? null,
      })),
    },
    alerts: {
      escalateAfter: input.alerts.escalate_after,
      quietHours: input.alerts.quiet_hours ?? null,
      heartbeatUrl: input.alerts.heartbeat_url ?? null,
    },
    credentials: input.credentials.map((credential) => ({ ...credential, app: credential.app ?? null })),
    sinks: input.sinks.map(({ min_severity, ...sink }) => ({ ...sink, minSeverity: min_severity })),
    access: toAccess(input.access),
    deactivation: toDeactivation(input.deactivation, input.roles),
    dryRun: input.dry_run,
    limits: {
      rateShare: input.limits.rate_share,
      concurrency: input.limits.concurrency,
      grantsPerHour: input.limits.grants_per_hour,
      revocationsPerHour: input.limits.revocations_per_hour,
      deactivationsPerHour: input.limits.deactivations_per_hour,
    },
  };
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}

function toCanary(input: SettingsInput['watch']['canary']): Settings['watch']['canary'] {
  if (input === undefined) return null;
  const { within_minutes: withinMinutes, ...rest } = input;
  return { ...rest, withinMinutes };
}
