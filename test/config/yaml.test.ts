import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSettings, settingsJsonSchema } from '../../src/config/yaml.ts';

const parse = (text: string, env = {}) => parseSettings(text, 'lockstep.yaml', env);

describe('lockstep.yaml', () => {
  it('is complete when it is empty', () => {
    expect(parse('').schedules).toEqual({
      timezone: 'UTC',
      checks: '0 7 * * 1-5',
      sync: '*/15 * * * *',
      reconcile: '30 2 * * *',
      digest: '0 17 * * 1-5',
    });
  });

  it('accepts an empty list of break-glass accounts', () => {
    expect(parse('break_glass: []').break_glass).toEqual([]);
  });

  it.each([
    ['brake_glass: []', 'lockstep.yaml:1:1 unknown key brake_glass, did you mean break_glass?'],
    ['checks:\n  treshold: {}', 'lockstep.yaml:2:3 unknown key checks.treshold, did you mean thresholds?'],
    [
      'break_glass:\n  - {connection: okta, login: a, drill_day: 3}',
      'lockstep.yaml:2:34 unknown key break_glass.0.drill_day, did you mean drill_days?',
    ],
    ['schedules:\n  checks: 99 7 * * *', 'lockstep.yaml:2:11 schedules.checks: expected a cron expression'],
    ['schedules:\n  sync: 0 7 31 4 *', 'lockstep.yaml:2:9 schedules.sync: expected a cron expression'],
    ['schedules:\n  timezone: Mars/Base', 'lockstep.yaml:2:13 schedules.timezone: expected a time zone'],
    ['break_glass:\n  - {connection: okta}', 'lockstep.yaml:2:5 break_glass.0.login'],
    ['roles: [', 'lockstep.yaml:1:'],
    [
      'checks:\n  exceptions:\n    - {check: a, subject: b, reason: because, owner: c, until: soon}',
      'lockstep.yaml:3:64 checks.exceptions.0.until: expected a date',
    ],
  ])('says where %j is wrong', (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  it('reports every mistake at once', () => {
    expect(() => parse('a: 1\nchecks: {fail_on: sometimes}')).toThrow(/unknown key a.*fail_on/);
  });

  it('fills values from the environment and refuses a name that is not set', () => {
    expect(parse('channels: {reports: "${CHANNEL}"}', { CHANNEL: 'C1' }).channels.reports).toBe('C1');
    expect(() => parse('channels: {reports: "${CHANNEL}"}')).toThrow('${CHANNEL}, which is not set');
  });

  it('counts the last day of an exception in', () => {
    const text = 'checks: {exceptions: [{check: a, subject: b, reason: why, owner: c, until: 2027-01-31}]}';

    expect(parse(text).checks.exceptions[0]?.until.toISOString()).toBe('2027-01-31T23:59:59.000Z');
  });

  it('accepts the example that the repository ships', () => {
    expect(() => parse(readFileSync('lockstep.example.yaml', 'utf8'))).not.toThrow();
  });

  it('publishes its schema for editors, kept current by `npm run schema`', () => {
    const published: unknown = JSON.parse(readFileSync('manifests/lockstep.schema.json', 'utf8'));

    expect(published).toEqual(JSON.parse(JSON.stringify(settingsJsonSchema())));
  });
});
