import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEntra } from '../../sandbox/entra/server.ts';
import { breakGlass } from '../../sandbox/tenant/cast.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import { type EntraJob, pauseJob, quarantine, runCycle, startJob } from '../../sandbox/tenant/entra-jobs.ts';
import { noteAudit } from '../../sandbox/tenant/entra-logs.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { DAY_MS, fixedClock, HOUR_MS, MINUTE_MS } from '../../src/lib/clock.ts';
import { createDirectory } from '../../src/providers/entra/directory.ts';
import { createFeeds } from '../../src/providers/entra/events/index.ts';
import type { EventPage } from '../../src/providers/provider.ts';
import { type EntraStandIn, unhurried } from './entra-connection.ts';
import { entry } from './facts.ts';

let entra: EntraStandIn;

beforeEach(async () => {
  entra = await startEntra(createCompany({ entraPeople: 30, groups: 0 }));
});
afterEach(async () => await entra.close());

/** Follows one feed from now on: each call tells what is new to the feed, repetitions included. */
async function follow(name: string) {
  const feed = createFeeds(unhurried(entra)).find((each) => each.name === name);
  let cursor: string | null = null;
  const read = async (): Promise<readonly DirectoryEvent[]> => {
    const context = {
      breakGlass: [entry('entra', breakGlass.entra.bg1), entry('okta', 'bg2@acme.onmicrosoft.com')],
      signal: new AbortController().signal,
    };
    const pages: EventPage[] = [];
    for await (const page of feed?.readSince(cursor, context) ?? []) pages.push(page);
    cursor = pages.at(-1)?.cursor ?? cursor;
    return pages.flatMap(({ events }) => events);
  };
  const first = await read();
  return { read, first };
}

const note = (agoMs = 0) =>
  noteAudit(
    entra.tenant,
    { activity: 'Delete group', category: 'GroupManagement', by: null, targets: [] },
    Date.now() - agoMs,
  );

describe('the audit log', () => {
  it('tells a row that comes ten minutes late, and out of order', async () => {
    const { read } = await follow('audits');
    note();
    await read();
    const late = note(10 * MINUTE_MS);

    expect((await read()).map(({ id }) => id)).toContain(late.id);
  });

  it('gives a row that the log shows twice one id', async () => {
    const { read } = await follow('audits');
    note();
    const [noted] = entra.tenant.audits;
    if (noted !== undefined) entra.tenant.audits.push(noted);
    const ids = (await read()).map(({ id }) => id);

    expect(ids.length).toBe(2);
    expect(new Set(ids).size).toBe(1);
  });

  it('says that there may be a gap when it was last read longer ago than rows are kept', async () => {
    const [feed] = createFeeds(unhurried(entra));
    const old = new Date(Date.now() - 8 * DAY_MS);
    const gaps: unknown[] = [];
    const context = { breakGlass: [], signal: new AbortController().signal };
    for await (const { gap } of feed?.readSince(JSON.stringify({ newest: old, readAt: old }), context) ?? [])
      gaps.push(gap);

    expect(gaps).toEqual([{ since: old, because: expect.stringContaining('longer ago') as string }]);
  });

  it('costs two calls a minute with the changes of groups, however quiet or large the tenant', async () => {
    const [audits] = createFeeds(unhurried(entra));
    const { read } = await follow('audits');
    const stream = createDirectory(unhurried(entra).graph).find(({ name }) => name === 'groups');
    let checkpoint = '';
    for await (const page of stream?.full(null) ?? []) checkpoint = page.checkpoint ?? checkpoint;
    const before = entra.requests().filter((line) => line.includes('/v1.0/')).length;
    await read();
    for await (const _ of stream?.changes({ checkpoint, resume: null }) ?? []);

    expect(audits?.intervalMs).toBe(MINUTE_MS);
    expect(entra.requests().filter((line) => line.includes('/v1.0/')).length - before).toBe(2);
  });
});

describe('provisioning jobs', () => {
  const job = (): EntraJob => {
    const [found] = [...entra.tenant.jobs.values()].flat();
    if (found === undefined) throw new Error('no job');
    return found;
  };
  const names = (events: readonly DirectoryEvent[]) => events.map(({ name }) => name);

  it('tells of a quarantine once, with its reason and the days that are left', async () => {
    const { read } = await follow('jobs');
    job().credentials = 'dead';
    runCycle(job(), Date.now() - 3.5 * DAY_MS);
    const [event, ...more] = await read();

    expect(more).toEqual([]);
    expect(event).toMatchObject({
      name: 'synchronization quarantined',
      outcome: 'failure',
      targets: [{ kind: 'app', name: 'Atlassian Cloud' }],
      detail: {
        jobId: job().id,
        reason: 'EncounteredQuarantineException',
        errorCode: expect.stringContaining('CredentialValidation') as string,
        daysLeft: '24',
      },
    });
    runCycle(job());
    expect(await read()).toEqual([]);
  });

  it('tells of the recovery with the first success', async () => {
    const { read } = await follow('jobs');
    job().credentials = 'dead';
    runCycle(job());
    await read();
    job().credentials = 'good';
    runCycle(job());

    expect(await read()).toMatchObject([{ name: 'synchronization healthy', outcome: 'success' }]);
  });

  it('tells the same cause again when it comes back, as another event', async () => {
    const { read } = await follow('jobs');
    const ids: string[] = [];
    for (const act of [pauseJob, startJob, pauseJob]) {
      act(job());
      ids.push(...(await read()).map(({ id }) => id));
    }

    expect(new Set(ids).size).toBe(3);
  });

  it('goes by the code: a paused job may still carry its quarantine', async () => {
    const { read } = await follow('jobs');
    quarantine(job(), 'TooManyDeletes');
    pauseJob(job());
    const [event] = await read();

    expect(event?.name).toBe('synchronization paused');
    expect(event?.detail).not.toHaveProperty('seriesBegan');
  });

  it('finds a job stale after two hours without a success, and never so before its first cycle', async () => {
    const { read } = await follow('jobs');
    runCycle(job(), Date.now() - 3 * HOUR_MS);
    expect(names(await read())).toEqual(['synchronization stale']);
    runCycle(job());
    expect(names(await read())).toEqual(['synchronization healthy']);
    Object.assign(job().status, { lastSuccessfulExecution: null, lastExecution: null });
    expect(await read()).toEqual([]);
  });

  it('tells when more objects are set aside than after the cycle before', async () => {
    const { read } = await follow('jobs');
    runCycle(job(), Date.now(), 4);
    expect(await read()).toMatchObject([
      { name: 'synchronization escrows rising', detail: { countEscrowed: '4' } },
    ]);
    expect(await read()).toEqual([]);
    runCycle(job(), Date.now(), 2);
    expect(await read()).toEqual([]);
  });

  it('tells what is wrong already when it looks for the first time', async () => {
    pauseJob(job());

    expect(names((await follow('jobs')).first)).toEqual(['synchronization paused']);
  });

  it('tells when a job was removed', async () => {
    const { read } = await follow('jobs');
    const [owner = ''] = entra.tenant.jobs.keys();
    entra.tenant.jobs.set(owner, []);

    expect(names(await read())).toEqual(['synchronization removed']);
  });
});

describe('sign-ins of break-glass accounts', () => {
  const signIn = (login: string, errorCode: number) => {
    const user = [...entra.tenant.users.values()].find(
      ({ userPrincipalName }) => userPrincipalName === login,
    );
    entra.tenant.signIns.push({
      id: `${login}-${errorCode}`,
      userId: user?.id ?? '',
      userPrincipalName: login,
      createdDateTime: new Date().toISOString(),
      errorCode,
      appDisplayName: 'Azure Portal',
    });
  };

  it('are told whether they succeed or fail, and nobody else’s', async () => {
    const { read } = await follow('sign-ins');
    signIn(breakGlass.entra.bg1, 0);
    signIn(breakGlass.entra.bg1, 50126);
    signIn(breakGlass.entra.bg2, 0);
    signIn('ada@acme.test', 0);

    expect(await read()).toMatchObject([
      { name: 'sign-in', outcome: 'success', actor: { name: breakGlass.entra.bg1 } },
      { name: 'sign-in', outcome: 'failure', detail: { errorCode: '50126' } },
    ]);
  });

  it('say that the licence is missing instead of being silent', async () => {
    entra.tenant.licences.p1 = false;

    await expect(follow('sign-ins')).rejects.toMatchObject({ code: 'NOT_LICENSED' });
    await expect(follow('provisioning')).rejects.toMatchObject({ code: 'NOT_LICENSED' });
  });
});

describe('the changes of groups', () => {
  const stream = () => createDirectory(unhurried(entra).graph).find(({ name }) => name === 'groups');

  it.each(['lost', 'gone'] as const)('end as an expired checkpoint when the link is %s', async (how) => {
    const groups = stream();
    let checkpoint = '';
    for await (const page of groups?.full(null) ?? []) checkpoint = page.checkpoint ?? checkpoint;
    entra.expireDelta(how);
    const reading = async () => {
      for await (const _ of groups?.changes({ checkpoint, resume: null }) ?? []);
    };

    await expect(reading()).rejects.toMatchObject({ code: 'CHECKPOINT_EXPIRED' });
  });

  it('begin anew when a first pass was cut off and its pages are gone', async () => {
    const groups = stream();
    const next = '/groups/delta?$skiptoken=eyJrIjoiZ3JvdXBzIiwiciI6ImdvbmUiLCJpIjoxfQ';
    const seen = new Set<string>();
    let checkpoint: string | undefined;
    for await (const page of groups?.full(JSON.stringify({ next, delta: null })) ?? []) {
      for (const { id } of page.groups ?? []) seen.add(id);
      checkpoint = page.checkpoint;
    }

    expect(seen.size).toBe(entra.tenant.groups.size);
    expect(checkpoint).toBeDefined();
  });

  it('keep the name of a group when a change tells only what moved', async () => {
    const [group] = [...entra.tenant.groups.values()];
    entra.faults.add({
      path: /groups\/delta/,
      fault: {
        kind: 'status',
        status: 200,
        body: {
          value: [{ id: group?.id, 'members@delta': [{ id: 'u', '@removed': { reason: 'deleted' } }] }],
          '@odata.deltaLink': `${entra.url}/v1.0/groups/delta?$deltatoken=x`,
        },
      },
    });
    const checkpoint = '/groups/delta?$deltatoken=y';
    for await (const page of stream()?.changes({ checkpoint, resume: null }) ?? []) {
      expect(page.groups).toEqual([]);
      expect(page.memberships).toEqual([{ groupId: group?.id, added: [], removed: ['u'] }]);
    }
  });
});

it('asks for new applications every six hours', async () => {
  const clock = fixedClock(new Date().toISOString());
  const feed = createFeeds(unhurried(entra, { clock })).find(({ name }) => name === 'jobs');
  let cursor: string | null = null;
  const listings = async () => {
    const context = { breakGlass: [], signal: new AbortController().signal };
    for await (const page of feed?.readSince(cursor, context) ?? []) cursor = page.cursor;
    return entra.requests().filter((line) => line.includes('/servicePrincipals?')).length;
  };

  expect(await listings()).toBe(1);
  expect(await listings()).toBe(1);
  clock.advance(6 * HOUR_MS);
  expect(await listings()).toBe(2);
});
