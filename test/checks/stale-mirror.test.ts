import { afterEach, beforeEach, expect, it } from 'vitest';
import { gatherFacts } from '../../src/checks/gather.ts';
import { refreshFactors, syncDirectory } from '../../src/directory/index.ts';
import type { AccountFactors } from '../../src/domain/factor.ts';
import { DAY_MS, fixedClock, HOUR_MS } from '../../src/lib/clock.ts';
import { OperatorError } from '../../src/lib/operator-error.ts';
import type { DirectoryStream, MirrorPage, Provider } from '../../src/providers/provider.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { account } from '../support/facts.ts';

let store: Store;
const clock = fixedClock('2026-11-24T12:00:00Z');
let away = false;

beforeEach(async () => {
  away = false;
  store = await openStore('file::memory:');
  await store.migrate();
});

afterEach(async () => {
  await store.close();
});

async function* page(rows: Omit<MirrorPage, 'resume'>): AsyncGenerator<MirrorPage> {
  await Promise.resolve();
  if (away) throw new OperatorError('PROVIDER_UNAVAILABLE', 'it does not answer', 'Wait.');
  yield { ...rows, resume: '', checkpoint: 'c1' };
}

async function* factorsOfAnn(): AsyncGenerator<readonly AccountFactors[]> {
  await Promise.resolve();
  const bare = { factors: [], capable: true, registered: true, asOf: clock.now() };
  yield [{ accountId: 'ann', ...bare }];
}

const stream = (name: DirectoryStream['name'], rows: Omit<MirrorPage, 'resume'>): DirectoryStream => ({
  name,
  full: () => page(rows),
  changes: () => page({}),
});

const provider: Provider = {
  id: 'okta',
  kind: 'okta',
  probe: async () => await Promise.reject(new Error('nobody asks')),
  directory: [stream('accounts', { accounts: [account('ann')] }), stream('groups', { groups: [] })],
  factors: { bulk: true, read: () => factorsOfAnn() },
  close: async () => await Promise.resolve(),
};

async function asJudged(fact: 'accounts' | 'factors' = 'accounts'): Promise<unknown> {
  const tools = { db: store.db, clock, provider, breakGlass: [], credentials: [], intervals: new Map() };
  return (await gatherFacts(tools, [fact])).get(fact);
}

it('judges no old mirror by the time at which a pass began that failed', async () => {
  await syncDirectory({ db: store.db, clock }, provider);
  clock.advance(10 * DAY_MS);
  away = true;
  await expect(syncDirectory({ db: store.db, clock }, provider)).rejects.toThrow('it does not answer');

  expect(await asJudged()).toMatchObject({
    code: 'EVIDENCE_STALE',
    message: 'the mirror is from 2026-11-24T12:00:00.000Z',
  });
});

it('judges the mirror of the last pass while the next one is under way', async () => {
  await syncDirectory({ db: store.db, clock }, provider);
  clock.advance(HOUR_MS);
  away = true;
  await expect(syncDirectory({ db: store.db, clock }, provider)).rejects.toThrow('it does not answer');

  expect(await asJudged()).toHaveLength(1);
});

it('judges no second factors that nobody went on reading, however fresh the mirror is', async () => {
  await syncDirectory({ db: store.db, clock }, provider);
  await refreshFactors({ db: store.db, clock }, provider, 10);
  expect(await asJudged('factors')).toMatchObject({ population: 1 });

  clock.advance(2 * DAY_MS);
  await syncDirectory({ db: store.db, clock }, provider);
  expect(await asJudged()).toHaveLength(1);
  expect(await asJudged('factors')).toMatchObject({ code: 'EVIDENCE_STALE' });
});
