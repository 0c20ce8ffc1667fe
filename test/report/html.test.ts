import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/report/html.ts';
import { daysAgo, findingOf, inputOf, resultOf, runOf, summaryOf } from './sample.ts';

const failing = resultOf({ findings: [findingOf()] });

/** What a reader sees, tags gone. */
function textOf(html: string): string {
  return html
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
}

describe('the report', () => {
  it('needs nothing but itself: no script, nothing fetched, and a policy that forbids both', () => {
    const html = renderHtml(inputOf([failing]));

    expect(html).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|src=|https?:/i);
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    for (const [, target] of html.matchAll(/href="([^"]*)"/g)) expect(target).toMatch(/^#/);
  });

  it('leads every link to a place that exists', () => {
    const html = renderHtml(inputOf([failing, resultOf({ check: 'admin-guest', status: 'pass' })]));
    const targets = [...html.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id);

    expect(targets.length).toBeGreaterThan(2);
    for (const id of targets) expect(html).toContain(`id="${id}"`);
  });

  it.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['<!channel> "Bobby"', '&lt;!channel&gt; &quot;Bobby&quot;'],
    ["Zoë 🦄 O'Neil & Co", 'Zoë 🦄 O&#39;Neil &amp; Co'],
  ])('shows %s as text wherever it stands', (hostile, shown) => {
    const finding = findingOf({ subject: hostile, message: hostile, fix: hostile, state: 'opened' });
    const result = resultOf({
      check: hostile,
      title: hostile,
      connection: hostile,
      population: hostile,
      coverage: hostile,
      findings: [finding],
    });
    const blind = resultOf({ check: hostile, status: 'not_evaluated', because: hostile });
    const html = renderHtml(inputOf([result, blind]));

    expect(html).not.toContain(hostile);
    expect(html.split(shown).length).toBeGreaterThan(8);
  });

  it('keeps a name that runs from right to left from turning its neighbours around', () => {
    const html = renderHtml(inputOf([resultOf({ findings: [findingOf({ subject: '\u202Eמרים' })] })]));

    expect(html).toContain('<bdi>\u202Eמרים</bdi>');
  });

  it('puts health, coverage and age side by side', () => {
    const old = findingOf({ severity: 'high', since: daysAgo(30) });
    const mild = findingOf({ severity: 'low', since: daysAgo(300), subject: 'other' });
    const blind = resultOf({ check: 'admin-guest', status: 'not_evaluated', because: 'not_permitted: x' });
    const passing = resultOf({ check: 'mfa-missing', status: 'pass' });
    const text = textOf(renderHtml(inputOf([resultOf({ findings: [old, mild] }), blind, passing])));

    expect(text).toContain('Health 50 % 1 check passing, 1 failing');
    expect(text).toContain('Coverage 67 % 1 check could not be evaluated');
    expect(text).toContain('Age 30 days median over 1 open critical or high finding');
  });

  it('is at risk with one open critical finding, and not with an accepted one', () => {
    const critical = findingOf({ severity: 'critical' });
    const accepted = { ...critical, state: 'accepted' as const };

    expect(textOf(renderHtml(inputOf([resultOf({ findings: [critical] })])))).toContain('at risk');
    expect(textOf(renderHtml(inputOf([resultOf({ findings: [accepted] })])))).not.toContain('at risk');
  });

  it('groups verdicts, failing ones first and the gravest of them on top', () => {
    const text = textOf(
      renderHtml(
        inputOf([
          resultOf({ check: 'admin-guest', title: 'A passing thing', status: 'pass' }),
          resultOf({ title: 'A mild thing', findings: [findingOf({ severity: 'low' })] }),
          resultOf({
            check: 'mfa-missing',
            title: 'A grave thing',
            findings: [findingOf({ severity: 'critical' })],
          }),
          resultOf({ title: 'A dark thing', status: 'not_evaluated', because: 'not_licensed: needs P1' }),
        ]),
      ),
    );
    const at = ['A grave thing', 'A mild thing', 'A dark thing', 'A passing thing'].map((each) =>
      text.indexOf(each),
    );

    expect(at).toEqual(at.toSorted((a, b) => a - b));
    expect(text).toContain('not_licensed: needs P1');
  });

  it('names what became worse, and what it was', () => {
    const findings = [
      findingOf({ severity: 'critical', was: 'low' }),
      findingOf({ subject: 'x', was: 'accepted' }),
    ];
    const text = textOf(renderHtml(inputOf([resultOf({ findings })])));

    expect(text).toContain('Worse 2 critical hedy@acme.test : only sms (was low)');
    expect(text).toContain('worse, no longer accepted');
  });

  it('says what changed before everything else, and names twenty of five hundred', () => {
    const many = Array.from({ length: 500 }, (_, i) =>
      findingOf({ subject: `p${i}@acme.test`, state: 'opened' }),
    );
    const text = textOf(renderHtml(inputOf([resultOf({ findings: many })])));

    expect(text.indexOf('What changed')).toBeLessThan(text.indexOf('Failing'));
    expect(text).toContain('and 480 more below');
    expect(text).toContain('p499@acme.test');
  });

  it('does not call new what the last report could not see', () => {
    const findings = [findingOf({ state: 'opened' })];
    const text = textOf(renderHtml(inputOf([resultOf({ findings, unseenBefore: true })])));

    expect(text).toContain('Seen for the first time');
    expect(text).toContain('1 by mfa-weak-only');
    expect(text).not.toContain('New 1');
  });

  it('says for each failing check why it matters, how it is fixed, and with whose number it was judged', () => {
    const findings = [findingOf({ check: 'admin-global-count', fix: 'Do this.' })];
    const result = resultOf({ check: 'admin-global-count', findings });
    const text = textOf(renderHtml(inputOf([result])));

    expect(text).toContain('Why With one, nobody can help');
    expect(text).toContain('Fix Do this.');
    expect(text).toMatch(/admins\.global\.max 4 Global Administrators CIS/);
  });

  it('shows the number that was used, not the default, where lockstep.yaml sets another', () => {
    const result = resultOf({ check: 'admin-global-count', findings: [findingOf()] });
    const text = textOf(renderHtml(inputOf([result], { thresholds: { 'admins.global.max': 6 } })));

    expect(text).toContain(
      'admins.global.max 6 Global Administrators set in lockstep.yaml; the default 4 is from CIS',
    );
  });

  it('names who accepted a finding, why, and until when', () => {
    const subject = 'svc-print@acme.test';
    const accepted = [
      {
        check: 'mfa-weak-only',
        subject,
        reason: 'no phone on site',
        owner: 'ada@acme.test',
        until: new Date('2027-01-31T23:59:59Z'),
      },
    ];
    const result = resultOf({ status: 'pass', findings: [findingOf({ subject, state: 'accepted' })] });
    const text = textOf(renderHtml(inputOf([result], { accepted })));

    expect(text).toContain('accepted by ada@acme.test until 2027-01-31: no phone on site');
  });

  it('says that a connection could not be reached', () => {
    const run = runOf([failing], { connections: [{ id: 'okta', kind: 'okta', reachable: false }] });

    expect(textOf(renderHtml(inputOf([], { run, trend: [summaryOf(run)] })))).toContain('okta (unreachable');
  });

  it('says so when nothing was judged at all', () => {
    const text = textOf(renderHtml(inputOf([])));

    expect(text).toContain('Health n/a');
    expect(text).toContain('Coverage n/a');
  });
});

describe('what was accepted', () => {
  const accepted = resultOf({ status: 'pass', findings: [findingOf({ state: 'accepted' })] });

  it('is said of the check and in the numbers, and is no pass by itself', () => {
    const page = renderHtml(inputOf([accepted, resultOf({ check: 'admin-guest', status: 'pass' })]));

    expect(page).toContain('1 check passing, 0 failing, 1 accepted');
    expect(page).toContain('<b>accepted</b>');
  });
});

it('says so when it is about a few checks only', () => {
  const run = { ...runOf([resultOf()]), only: ['mfa-weak-only'] };

  expect(renderHtml({ ...inputOf([]), run })).toContain('only mfa-weak-only');
});
