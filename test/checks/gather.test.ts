import { afterEach, beforeEach, expect, it } from 'vitest';
import { gatherFacts } from '../../src/checks/gather.ts';
import type { FactName } from '../../src/domain/fact.ts';
import { fixedClock, HOUR_MS } from '../../src/lib/clock.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { saveFactors } from '../../src/store/factors.ts';
import { upsertAccounts } from '../../src/store/mirror-entries.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { saveSyncState } from '../../src/store/sync-state.ts';
import { account } from '../support/facts.ts';

const clock = fixedClock('2026-11-24T12:00:00Z');
const hoursAgo = (hours: number): Date => new Date(clock.now().getTime() - hours * HOUR_MS);
let store: Store;
beforeEach(async () => {
  store = await openStore('file::memory:');
  await store.migrate();
});
afterEach(async () => await store.close());

/** A mirror of one person whose last pass ended so many hours ago; null = it never had one that ended. */
async function mirror(ended: number | null): Promise<void> {
  const pass = { connection: 'okta', stream: 'accounts', mode: 'full', generation: 1 } as const;
  await upsertAccounts(store.db, pass, [account('ada')]);
  await saveSyncState(store.db, {
    ...pass,
    resume: null,
    checkpoint: ended === null ? null : 'c1',
    startedAt: hoursAgo(ended ?? 1),
    finishedAt: ended === null ? null : hoursAgo(ended),
    pages: 1,
  });
}

async function gathered(name: FactName): Promise<unknown> {
  // Of a provider nothing else is asked for what the store knows.
  const provider = { id: 'okta', kind: 'okta' } as Provider;
  const known = { breakGlass: [], credentials: [], intervals: new Map<string, number>() };
  const facts = await gatherFacts({ db: store.db, clock, provider, ...known }, [name]);
  return facts.get(name);
}

it('accounts are judged by a mirror that is a day and a half old at most', async () => {
  await mirror(36);
  expect(await gathered('accounts')).toMatchObject([{ id: 'ada' }]);
  await mirror(36.1);

  expect(await gathered('accounts')).toMatchObject({ code: 'EVIDENCE_STALE' });
  expect(await gathered('factors')).toMatchObject({ code: 'EVIDENCE_STALE' });
});

it.each(['accounts', 'factors'] as const)(
  '%s of a mirror that was never complete are no evidence',
  async (name) => {
    expect(await gathered(name)).toMatchObject({ code: 'EVIDENCE_INCOMPLETE' });
    await mirror(null);

    expect(await gathered(name)).toMatchObject({ code: 'EVIDENCE_INCOMPLETE' });
  },
);

it('people whose second factors nobody read yet are no people without any', async () => {
  await mirror(1);
  expect(await gathered('factors')).toMatchObject({ code: 'EVIDENCE_INCOMPLETE' });
  const none = { factors: [], capable: false, registered: false, asOf: clock.now() };
  await saveFactors(store.db, 'okta', [{ accountId: 'ada', ...none }]);

  expect(await gathered('factors')).toMatchObject({ population: 1 });
});

it('what a system does not tell is not applicable, and breaks nothing else', async () => {
  expect(await gathered('apiTokens')).toMatchObject({ code: 'NOT_APPLICABLE' });
});
