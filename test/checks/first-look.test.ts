import { afterEach, beforeEach, expect, it } from 'vitest';
import { startOkta } from '../../sandbox/okta/server.ts';
import type { StandIn } from '../../sandbox/stand-in.ts';
import { breakGlass, credentials } from '../../sandbox/tenant/cast.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import { runChecks } from '../../src/checks/run.ts';
import { refreshFactors, syncDirectory } from '../../src/directory/index.ts';
import { type CheckRun, firstSeen, isNew } from '../../src/domain/finding.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { connectOkta } from '../../src/providers/okta/index.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { entry, limits } from '../providers/facts.ts';
import { quietSettings } from '../support/settings.ts';

let standIn: StandIn;
let store: Store;
let provider: Provider;

beforeEach(async () => {
  standIn = await startOkta(createCompany({ oktaPeople: 40, entraPeople: 5, groups: 5 }));
  store = await openStore('file::memory:');
  await store.migrate();
  provider = await connectOkta({
    id: 'okta',
    config: {
      orgUrl: standIn.url,
      watcher: { kind: 'token', token: credentials.okta.watcherToken },
      actor: null,
      hookSecret: null,
      signIn: null,
    },
    clock: systemClock,
    limits,
  });
  await syncDirectory({ db: store.db, clock: systemClock }, provider);
});

afterEach(async () => {
  await provider.close();
  await store.close();
  await standIn.close();
});

async function report(): Promise<CheckRun> {
  const settings = quietSettings({ breakGlass: [entry('okta', breakGlass.okta.bg1)] });
  return await runChecks({
    db: store.db,
    clock: systemClock,
    log: silentLog,
    providers: [provider],
    settings,
  });
}

const count = ({ results }: CheckRun) => ({
  isNew: results.flatMap((result) => result.findings.filter((each) => isNew(each, result))).length,
  seenFirst: results.filter((result) => firstSeen(result) > 0).map(({ check }) => check),
});

it('calls everything new in the first report, and nothing in the second that the first could not see', async () => {
  const first = await report();
  await refreshFactors({ db: store.db, clock: systemClock }, provider, 1000);
  const second = await report();
  const third = await report();

  expect(first.results.find(({ check }) => check === 'mfa-missing')?.status).toBe('not_evaluated');
  expect(count(first).isNew).toBeGreaterThan(0);
  expect(count(second)).toEqual({ isNew: 0, seenFirst: expect.arrayContaining(['mfa-missing']) });
  expect(count(third).seenFirst).toEqual([]);
});
