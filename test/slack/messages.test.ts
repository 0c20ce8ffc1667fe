import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { CheckRun, CheckStatus, Finding, FindingState, Severity } from '../../src/domain/finding.ts';
import { checkReport } from '../../src/slack/messages/check-report.ts';
import { cut, escape } from '../../src/slack/messages/text.ts';
import { userCard } from '../../src/slack/messages/user-card.ts';
import { neededScopes } from '../../src/slack/probe.ts';

const now = new Date('2026-11-24T07:00:00Z');

function finding(subject: string, message: string, state: FindingState, severity: Severity): Finding {
  return {
    key: `c:${subject}`,
    check: 'c',
    connection: 'okta',
    severity,
    subject,
    message,
    fix: 'mend it',
    state,
    since: now,
  };
}

function runOf(
  results: { status: CheckStatus; because: string | null; findings: Finding[]; unseenBefore?: true }[],
): CheckRun {
  const full = results.map((result, i) => ({
    check: `check-${i}`,
    title: 'A thing is wrong',
    connection: 'okta',
    severity: 'high' as const,
    population: 'p',
    coverage: null,
    ...result,
  }));
  return {
    runId: 'r',
    startedAt: now,
    finishedAt: now,
    connections: [{ id: 'okta', kind: 'okta', reachable: true }],
    only: null,
    summary: { pass: 0, fail: 0, not_applicable: 0, not_evaluated: 0 },
    results: full,
  };
}

/** Slack's limits for messages: 50 blocks, 3000 characters a section, 150 a header, 10 elements a context of 2000 each. */
function faults(
  blocks: readonly { type: string; text?: { text: string }; elements?: readonly { text?: unknown }[] }[],
): string[] {
  const wrong = blocks.flatMap((block) => {
    const length = block.text?.text.length ?? 0;
    if (block.type === 'section' && (length < 1 || length > 3000)) return [`section of ${length}`];
    if (block.type === 'header' && length > 150) return [`header of ${length}`];
    return (block.elements ?? [])
      .flatMap(({ text }) => (typeof text === 'string' ? [text.length] : []))
      .filter((size) => size < 1 || size > 2000)
      .map((size) => `context of ${size}`);
  });
  return blocks.length > 50 ? [...wrong, `${blocks.length} blocks`] : wrong;
}

const anyFinding = fc
  .tuple(
    fc.string({ unit: 'grapheme', maxLength: 400 }),
    fc.string({ unit: 'grapheme', maxLength: 4000 }),
    fc.constantFrom<FindingState>('opened', 'standing', 'resolved', 'accepted'),
    fc.constantFrom<Severity>('critical', 'high', 'medium', 'low'),
  )
  .map(([subject, message, state, severity]) => finding(subject, message, state, severity));
const anyResult = fc.record({
  status: fc.constantFrom<CheckStatus>('pass', 'fail', 'not_applicable', 'not_evaluated'),
  because: fc.option(fc.string({ maxLength: 3000 })),
  findings: fc.array(anyFinding, { maxLength: 40 }),
});

describe('a report in Slack', () => {
  it("fits Slack's limits for any findings", () => {
    fc.assert(
      fc.property(fc.array(anyResult, { maxLength: 60 }), (results) => {
        const { text, blocks, thread } = checkReport(runOf(results));
        expect(faults(blocks)).toEqual([]);
        for (const reply of thread ?? []) expect(faults(reply.blocks)).toEqual([]);
        expect(text.length).toBeLessThan(4000);
      }),
      { numRuns: 60 },
    );
  });

  it('folds 5,000 findings and says how many are left', () => {
    const many = Array.from({ length: 5000 }, (_, i) =>
      finding(`person${i}@acme.test`, 'has no second factor', 'opened', 'high'),
    );
    const { blocks, thread } = checkReport(runOf([{ status: 'fail', because: null, findings: many }]));

    expect(faults(blocks)).toEqual([]);
    expect(JSON.stringify(thread)).toMatch(/and \d{4} more/);
  });

  it('counts what is new beyond eight, and has each of them in the thread, before what stands', () => {
    const standing = Array.from({ length: 20 }, (_, i) =>
      finding(`old${i}@acme.test`, 'm', 'standing', 'high'),
    );
    const opened = Array.from({ length: 30 }, (_, i) => finding(`new${i}@acme.test`, 'm', 'opened', 'high'));
    const report = checkReport(
      runOf([{ status: 'fail', because: null, findings: [...standing, ...opened] }]),
    );
    const [head, thread] = [JSON.stringify(report.blocks), JSON.stringify(report.thread)];

    expect(head).toContain('and 22 more new findings, each in the thread');
    for (const { subject } of opened) expect(thread).toContain(subject);
    expect(thread.indexOf('new29@')).toBeLessThan(thread.indexOf('old0@'));
  });

  it('does not call new what the last report could not see', () => {
    const findings = [finding('ann@acme.test', 'm', 'opened', 'high')];
    const report = checkReport(runOf([{ status: 'fail', because: null, findings, unseenBefore: true }]));

    expect(JSON.stringify(report.blocks)).toContain('▲ 0 new');
    expect(JSON.stringify(report.blocks)).toContain('1 seen for the first time');
    expect(JSON.stringify(report.blocks)).not.toContain('*NEW*');
    expect(JSON.stringify(report.thread)).toContain('*seen first* high: ann');
  });

  it('names what became worse, and why it counts more, before what stands', () => {
    const standing = finding('old@acme.test', 'm', 'standing', 'high');
    const worse = [
      { ...finding('ann@acme.test', 'm', 'standing', 'critical'), was: 'low' as const },
      { ...finding('ben@acme.test', 'm', 'standing', 'high'), was: 'accepted' as const },
    ];
    const report = checkReport(runOf([{ status: 'fail', because: null, findings: [standing, ...worse] }]));
    const [head, thread] = [JSON.stringify(report.blocks), JSON.stringify(report.thread)];

    expect(head).toContain('↑ 2 worse');
    expect(head).toMatch(/\*WORSE\* critical · ann@acme\.test: m [^\n]*, was low/);
    expect(head).toMatch(/\*WORSE\* high · ben@acme\.test: m [^\n]*, no longer accepted/);
    expect(thread.indexOf('*worse* (no longer accepted) high: ben@')).toBeGreaterThan(-1);
    expect(thread.indexOf('ben@')).toBeLessThan(thread.indexOf('old@'));
  });

  it('says of how many passes only exceptions are the reason', () => {
    const accepted = [finding('svc@acme.test', 'm', 'accepted', 'high')];
    const run = runOf([{ status: 'pass', because: null, findings: accepted }]);

    expect(JSON.stringify(checkReport(run).blocks)).toContain('(1 by accepted findings alone)');
  });

  it('says so when it is about a few checks only', () => {
    const run = { ...runOf([{ status: 'pass', because: null, findings: [] }]), only: ['mfa-missing'] };

    expect(JSON.stringify(checkReport(run).blocks)).toContain('only mfa-missing');
  });

  it('leads with what is new, the worst first, and names what could not be judged', () => {
    const { blocks } = checkReport(
      runOf([
        {
          status: 'fail',
          because: null,
          findings: [
            finding('low@acme.test', 'm', 'opened', 'low'),
            finding('worst@acme.test', 'm', 'opened', 'critical'),
          ],
        },
        { status: 'not_evaluated', because: 'not_permitted: okta.roles.read is missing', findings: [] },
      ]),
    );
    const text = JSON.stringify(blocks);

    expect(text.indexOf('worst@acme.test')).toBeLessThan(text.indexOf('low@acme.test'));
    expect(text).toContain('okta.roles.read is missing');
  });
});

describe('untrusted text', () => {
  it.each([
    ['<!channel> hi', '&lt;!channel&gt; hi'],
    ['<https://evil.test|Okta>', '&lt;https://evil.test|Okta&gt;'],
    ['a & b', 'a &amp; b'],
    ['\u202Eevil', ' evil'],
  ])('%j is shown as %j', (text, shown) => {
    expect(escape(text)).toBe(shown);
  });

  it('is never cut inside an entity or a letter, and never too long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 5, max: 50 }), (text, most) => {
        const shown = cut(text, most);
        expect(shown.length).toBeLessThanOrEqual(most);
        expect(shown.replaceAll(/&(amp|lt|gt);/g, '')).not.toMatch(/[&<>]/);
        expect(shown.isWellFormed()).toBe(true);
      }),
    );
  });

  it('cannot ping through a name or a group', () => {
    const account = {
      id: '1',
      login: 'x@acme.test',
      email: null,
      displayName: '<!channel>',
      status: 'active' as const,
      type: 'member' as const,
      synced: false,
      createdAt: null,
    };
    const card = userCard({
      text: '<!here>',
      found: [
        {
          connection: 'okta',
          account,
          groups: ['<!everyone>', ...Array.from({ length: 300 }, (_, i) => `g${i}`)],
        },
      ],
    });

    expect(JSON.stringify(card)).not.toMatch(/<!/);
    expect(faults(card.blocks)).toEqual([]);
  });
});

it('the manifest asks for exactly the scopes that doctor looks for', () => {
  // The shape of Slack's own manifest.
  const manifest = parse(readFileSync('manifests/slack-app.yaml', 'utf8')) as {
    oauth_config: { scopes: { bot: string[] } };
  };

  expect(new Set(manifest.oauth_config.scopes.bot)).toEqual(new Set(neededScopes));
});
