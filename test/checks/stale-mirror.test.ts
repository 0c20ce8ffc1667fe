import { afterEach, beforeEach, expect, it } from 'vitest';
import { gatherFacts } from '../../src/checks/gather.ts';
import { syncDirectory } from '../../src/directory/index.ts';
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
  close: async () => await Promise.resolve(),
};

async function accountsAsJudged(): Promise<unknown> {
  const tools = { db: store.db, clock, provider, breakGlass: [], credentials: [], intervals: new Map() };
  return (await gatherFacts(tools, ['accounts'])).get('accounts');
}

it('judges no old mirror by the time at which a pass began that failed', async () => {
  await syncDirectory({ db: store.db, clock }, provider);
  clock.advance(10 * DAY_MS);
  away = true;
  await expect(syncDirectory({ db: store.db, clock }, provider)).rejects.toThrow('it does not answer');

  expect(await accountsAsJudged()).toMatchObject({
    code: 'EVIDENCE_STALE',
    message: 'the mirror is from 2026-11-24T12:00:00.000Z',
  });
});

it('judges the mirror of the last pass while the next one is under way', async () => {
  await syncDirectory({ db: store.db, clock }, provider);
  clock.advance(HOUR_MS);
  away = true;
  await expect(syncDirectory({ db: store.db, clock }, provider)).rejects.toThrow('it does not answer');

  expect(await accountsAsJudged()).toHaveLength(1);
});
