import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startOkta } from '../../sandbox/okta/server.ts';
import { credentials } from '../../sandbox/tenant/cast.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import { writeLog } from '../../sandbox/tenant/okta-changes.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { connectOkta } from '../../src/providers/okta/index.ts';
import { type FeedSubject, testFeed } from '../support/feed-conformance.ts';
import { limits } from './facts.ts';

async function open(
  name = 'log',
): Promise<FeedSubject & { readonly company: ReturnType<typeof createCompany> }> {
  const company = createCompany({ oktaPeople: 10, groups: 0 });
  const okta = await startOkta(company);
  const watcher = { kind: 'token' as const, token: credentials.okta.watcherToken };
  const config = { orgUrl: okta.url, watcher, actor: null, hookSecret: null, signIn: null };
  const provider = await connectOkta({ id: 'okta', config, clock: systemClock, limits });
  const feed = provider.feeds?.find((each) => each.name === name);
  if (feed === undefined) throw new Error(`no feed ${name}`);
  return {
    company,
    feed,
    happen: (count, agoMs = 0) => {
      const published = new Date(Date.now() - agoMs).toISOString();
      for (let n = 0; n < count; n++) writeLog(company.okta, 'user.session.start', { published });
    },
    requestCount: okta.requestCount,
    down: (down) => {
      okta.faults.clear();
      if (down) okta.faults.add({ path: /./, fault: { kind: 'status', status: 503 } });
    },
    leadAway: (origin) => okta.faults.add({ path: /logs/, fault: { kind: 'foreign_next', origin } }),
    expire: () => {
      company.okta.logEpoch += 1;
    },
    close: async () => {
      await provider.close();
      await okta.close();
    },
  };
}

describe('the agents of Okta', () => {
  const opened = async (): Promise<FeedSubject> => {
    const subject = await open('agents');
    const pool = subject.company.okta.integrations.agentPools[0];
    const happen = (count: number): void => {
      for (let n = 0; n < count; n++)
        pool?.agents.push({
          id: `a53${randomUUID()}`,
          name: 'dc',
          operationalStatus: 'DISRUPTED',
          isHidden: false,
          isLatestGAedVersion: true,
          lastConnection: Date.now(),
        });
    };
    return { ...subject, happen };
  };
  testFeed(opened, { threePages: null, idleRequests: 1, beginsNow: false, expires: false, links: false });
});

describe('the System Log of Okta', () => {
  testFeed(async () => await open(), { threePages: 2100, idleRequests: 1 });
});

it('hears of an event that was published long ago and persisted now', async () => {
  const subject = await open();
  const context = { breakGlass: [], signal: new AbortController().signal };
  let cursor = '';
  for await (const page of subject.feed.readSince(null, context)) cursor = page.cursor;
  await subject.happen(1);
  await subject.happen(1, 3 * 3_600_000);
  const ids: string[] = [];
  for await (const page of subject.feed.readSince(cursor, context))
    ids.push(...page.events.map(({ id }) => id));
  await subject.close();

  expect(ids).toEqual(subject.company.okta.log.slice(-2).map(({ uuid }) => uuid));
});
