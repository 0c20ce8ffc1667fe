import { describe, expect, it } from 'vitest';
import { renderCsv } from '../../src/report/csv.ts';
import { daysAgo, findingOf, resultOf, runOf } from './sample.ts';

describe('the findings as CSV', () => {
  it('have a line for each finding and for each check that could not be evaluated', () => {
    const blind = resultOf({ check: 'admin-guest', status: 'not_evaluated', because: 'not_permitted: x' });
    const csv = renderCsv(runOf([resultOf({ findings: [findingOf()] }), blind]), []);

    expect(csv.split('\r\n')).toEqual([
      'connection,check,severity,state,subject,message,fix,since,owner,due,note',
      `okta,mfa-weak-only,medium,standing,hedy@acme.test,only sms,Move these people to an app or a passkey.,${daysAgo(10).toISOString()},,,`,
      'okta,admin-guest,high,not_evaluated,,not_permitted: x,,,,,',
      '',
    ]);
  });

  it.each(['=HYPERLINK("https://evil.test")', '+1+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1'])(
    'never start a formula with the name %j',
    (subject) => {
      const csv = renderCsv(runOf([resultOf({ findings: [findingOf({ subject })] })]), []);

      expect(csv).toContain(`'${subject.replaceAll('"', '""')}`);
      expect(csv).not.toMatch(/,"?[=+\-@\t]|,"\r/);
    },
  );

  it('keep a name with commas, quotes and line breaks in its cell', () => {
    const csv = renderCsv(runOf([resultOf({ findings: [findingOf({ subject: 'a,"b"\nc' })] })]), []);

    expect(csv).toContain('"a,""b""\nc"');
  });

  it('name the owner and the last day of what was accepted', () => {
    const subject = 'svc-print@acme.test';
    const until = new Date('2027-01-31T23:59:59Z');
    const accepted = [{ check: 'mfa-weak-only', subject, reason: 'no phone', owner: 'ada@acme.test', until }];
    const csv = renderCsv(
      runOf([resultOf({ findings: [findingOf({ subject, state: 'accepted' }), findingOf()] })]),
      accepted,
    );

    expect(csv).toContain(',ada@acme.test,2027-01-31,no phone\r\n');
    expect(csv.match(/ada@acme/g)).toHaveLength(1);
  });
});
