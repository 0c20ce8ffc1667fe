import { describe, expect, it } from 'vitest';
import { heardOf } from '../../sandbox/sinks/detection-finding.ts';
import { type Severity, severities } from '../../src/domain/finding.ts';
import { toOcsf } from '../../src/sinks/ocsf.ts';
import { alertOf } from '../support/alert.ts';

const at = new Date('2026-11-24T12:00:00Z');
const eventOf = (over: Parameters<typeof alertOf>[0], action: 'trigger' | 'acknowledge' | 'resolve') =>
  toOcsf({ id: 'd1', action, alert: alertOf(over), at });

describe('an alert as an OCSF Detection Finding', () => {
  it.each([
    ['trigger', 200401, 'New'],
    ['acknowledge', 200402, 'In Progress'],
    ['resolve', 200403, 'Resolved'],
  ] as const)('%s is %i, %s', (action, type, status) => {
    const event = eventOf({}, action);

    expect(event).toMatchObject({ type_uid: type, status, class_uid: 2004, category_uid: 2 });
    expect(heardOf(event)).toMatchObject({ action, key: 'scim-key-dead:okta:atlassian', id: 'd1' });
  });

  it('keeps the order of severities', () => {
    const ids = severities.map((severity: Severity) => eventOf({ severity }, 'trigger')['severity_id']);

    expect(ids).toEqual([5, 4, 3, 2]);
  });

  it('leaves out whom it concerns and who took it on', () => {
    const text = JSON.stringify(eventOf({ acknowledgedBy: 'UADA' }, 'acknowledge'));

    expect(text).not.toContain('@acme.test');
    expect(text).not.toContain('UADA');
  });
});
