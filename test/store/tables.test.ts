import { expect, it } from 'vitest';
import type { CheckRun } from '../../src/domain/finding.ts';
import { listDrills, recordDrill } from '../../src/store/drills.ts';
import { listFreshness, markSuccess } from '../../src/store/freshness.ts';
import { releaseLease, renewLease, takeLease } from '../../src/store/leases.ts';
import { markSent, messageById, nextMessages, queueMessage } from '../../src/store/messages.ts';
import { pin, pinned, unpin } from '../../src/store/people.ts';
import {
  findRun,
  lastRun,
  lastStatuses,
  listRunSummaries,
  openFindings,
  saveRun,
} from '../../src/store/runs.ts';
import { eachEngine } from '../support/store.ts';

const now = new Date('2026-11-24T12:00:00Z');
const later = (ms: number) => new Date(now.getTime() + ms);

function run(
  id: string,
  minute: number,
  status: 'pass' | 'fail' | 'not_evaluated',
  subjects: string[],
): CheckRun {
  const findings = subjects.map((subject) => ({
    key: `c:okta:${subject}`,
    check: 'c',
    connection: 'okta',
    severity: 'high' as const,
    subject,
    message: 'm',
    fix: 'f',
    state: 'opened' as const,
    since: now,
  }));
  return {
    runId: id,
    startedAt: later(minute * 60_000),
    finishedAt: later(minute * 60_000 + 1),
    connections: [{ id: 'okta', kind: 'okta', reachable: true }],
    only: null,
    summary: { pass: 0, fail: 1, not_applicable: 0, not_evaluated: 0 },
    results: [
      {
        check: 'c',
        title: 't',
        connection: 'okta',
        severity: 'high',
        status,
        because: null,
        population: null,
        coverage: null,
        findings,
      },
    ],
  };
}

eachEngine(({ open, reopen }) => {
  it('keeps a run of a few checks, but never as the last report', async () => {
    const { db } = await open();
    await saveRun(db, run('full', 1, 'fail', ['a']), { health: 0.5, coverage: 1 });
    await saveRun(db, { ...run('few', 2, 'pass', []), only: ['c'] }, { health: 1, coverage: 1 });

    expect((await findRun(db, 'few'))?.only).toEqual(['c']);
    expect((await lastRun(db))?.runId).toBe('full');
    expect((await listRunSummaries(db, 10)).map(({ runId }) => runId)).toEqual(['full']);
    expect((await lastStatuses(db, 'okta')).byCheck.get('c')?.map(({ status }) => status)).toEqual(['fail']);
    // So that the next full run is the one that says it is gone.
    expect([...(await openFindings(db, 'okta')).keys()]).toEqual(['c:okta:a']);
  });

  it('remembers of what it found whether somebody had accepted it', async () => {
    const { db } = await open();
    const found = run('r1', 1, 'fail', ['a', 'b']);
    const results = found.results.map((result) => ({
      ...result,
      findings: result.findings.map((each) =>
        each.subject === 'a' ? { ...each, state: 'accepted' as const } : each,
      ),
    }));
    await saveRun(db, { ...found, results }, { health: 0.5, coverage: 1 });

    const known = await openFindings(db, 'okta');
    expect([...known.values()].map(({ subject, accepted }) => [subject, accepted])).toEqual([
      ['a', true],
      ['b', false],
    ]);
  });

  it('keeps runs, and the findings that stand', async () => {
    const { db } = await open();
    await saveRun(db, run('r1', 1, 'fail', ['a', 'b']), { health: 0.5, coverage: 1 });
    await saveRun(db, run('r2', 2, 'fail', ['b']), { health: 0.6, coverage: 1 });

    expect([...(await openFindings(db, 'okta')).keys()]).toEqual(['c:okta:b']);
    expect(await lastRun(db)).toEqual(run('r2', 2, 'fail', ['b']));
    expect((await findRun(db, 'r1'))?.runId).toBe('r1');
    expect(await findRun(db, 'none')).toBeNull();
    expect((await listRunSummaries(db, 10)).map(({ runId, health }) => [runId, health])).toEqual([
      ['r2', 0.6],
      ['r1', 0.5],
    ]);
    expect((await lastStatuses(db, 'okta')).byCheck.get('c')?.map(({ status }) => status)).toEqual([
      'fail',
      'fail',
    ]);
  });

  it('never closes a finding because its check could not look', async () => {
    const { db } = await open();
    await saveRun(db, run('r1', 1, 'fail', ['a']), { health: null, coverage: null });
    await saveRun(db, run('r2', 2, 'not_evaluated', []), { health: null, coverage: null });
    expect((await openFindings(db, 'okta')).size).toBe(1);

    await saveRun(db, run('r3', 3, 'pass', []), { health: null, coverage: null });
    expect((await openFindings(db, 'okta')).size).toBe(0);
  });

  it('pins a Slack user once, and says when the pair would change', async () => {
    const [one, two] = [await open(), await reopen()];
    const pair = { slackUserId: 'U1', connection: 'okta', accountId: 'a', at: now };
    const both = await Promise.all([pin(one.db, pair), pin(two.db, { ...pair, accountId: 'b' })]);

    expect(both.toSorted()).toEqual(['changed', 'pinned']);
    const kept = await pinned(one.db, 'U1');
    expect(await pin(two.db, { ...pair, accountId: kept?.accountId ?? '' })).toBe('same');
    expect(await pinned(one.db, 'U2')).toBeNull();
  });

  it('forgets a pair of one Slack user alone, and takes the next one for the first', async () => {
    const { db } = await open();
    const pair = { connection: 'okta', accountId: 'a', at: now };
    for (const slackUserId of ['U1', 'U2']) await pin(db, { slackUserId, ...pair });

    expect(await unpin(db, 'U1')).toBe('okta:a');
    expect(await unpin(db, 'U1')).toBeNull();
    expect(await pin(db, { slackUserId: 'U1', ...pair, accountId: 'b' })).toBe('pinned');
    expect((await pinned(db, 'U2'))?.accountId).toBe('a');
  });

  it('gives a lease to one of many, until it runs out or is given back', async () => {
    const [one, two] = [await open(), await reopen()];
    const lease = (owner: string, at = now) => ({
      name: 'sync',
      owner,
      now: at,
      until: new Date(at.getTime() + 1000),
    });
    const taken = await Promise.all(
      Array.from({ length: 10 }, (_, i) => takeLease(i % 2 ? one.db : two.db, lease(`o${i}`))),
    );

    expect(taken.filter(Boolean)).toHaveLength(1);
    const owner = `o${taken.indexOf(true)}`;
    expect(await renewLease(one.db, lease('somebody else'))).toBe(false);
    expect(await renewLease(one.db, lease(owner))).toBe(true);
    expect(await takeLease(one.db, lease('next', later(5000)))).toBe(true);
    await releaseLease(one.db, { name: 'sync', owner });
    expect(await takeLease(one.db, lease('third', later(5001)))).toBe(false);
    await releaseLease(one.db, { name: 'sync', owner: 'next' });
    expect(await takeLease(one.db, lease('third', later(5001)))).toBe(true);
  });

  it('holds messages until they are sent, and again when what they say changes', async () => {
    const { db } = await open();
    await queueMessage(db, { id: 'm1', channel: 'C1', kind: 'progress', body: { n: 1 } });
    const [first] = await nextMessages(db, 10);
    expect(first).toMatchObject({ id: 'm1', ts: null, body: { n: 1 } });
    await markSent(db, { id: 'm1', channel: 'C1', ts: '1.2', body: first?.body, at: now });
    expect(await nextMessages(db, 10)).toEqual([]);

    await queueMessage(db, { id: 'm1', channel: 'C1', kind: 'check-report', body: { n: 2 } });
    expect(await messageById(db, 'm1')).toMatchObject({ ts: '1.2', kind: 'check-report' });
    await markSent(db, { id: 'm1', channel: 'C1', ts: '1.2', body: { n: 1 }, at: now });
    expect(await nextMessages(db, 10)).toHaveLength(1);
  });

  it('knows the newest drill of each account, and when each source was fresh', async () => {
    const { db } = await open();
    await recordDrill(db, { connection: 'okta', login: 'bg1', closedAt: now });
    await recordDrill(db, { connection: 'okta', login: 'bg1', closedAt: later(5000) });
    await markSuccess(db, 'checks', now);
    await markSuccess(db, 'checks', later(1));

    expect(await listDrills(db, 'okta')).toEqual([
      { connection: 'okta', login: 'bg1', closedAt: later(5000) },
    ]);
    expect([...(await listFreshness(db))]).toEqual([['checks', later(1)]]);
  });

  it('migrates once, however many start together', async () => {
    const store = await open();

    expect(await store.migrate()).toEqual([]);
    expect(await store.pending()).toEqual([]);
  });
});
