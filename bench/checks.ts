import type { AccountFactors } from '../src/domain/factor.ts';
import { systemClock } from '../src/lib/clock.ts';
import { saveFactors } from '../src/store/factors.ts';
import { listAccounts } from '../src/store/mirror.ts';
import { openStore } from '../src/store/open.ts';
import { runMeasured } from './process.ts';
import type { Bench } from './stage.ts';
import { type Kind, kinds } from './tenants.ts';

/** A run of all checks over the mirror of each directory, second factors of everybody included. */
export default {
  name: 'checks',
  run: async ({ mirrored, note }) => {
    for (const kind of kinds) {
      const env = await mirrored(kind);
      await fillFactors(env, kind);
      const run = await runMeasured(['src/main.ts', 'checks', 'run', '--json'], env);
      // It ends with 1 when a check fails, as many do.
      if (!run.stdout.startsWith('{')) throw new Error(run.stderr.slice(-800));
      note({
        figure: `${kind}: check run over the mirror, start-up included`,
        measured: `${run.seconds.toFixed(1)} s, ${run.peakMb.toFixed(0)} MB`,
        goal: '3 s, 300 MB',
        met: run.seconds < 3 && run.peakMb < 300,
      });
    }
  },
} satisfies Bench;

/**
 * Everybody's second factors, as a bot that has run for some days knows them; to read them here would take hours of
 * Okta's limits. One in fifty has text messages only, one in two hundred has nothing.
 */
async function fillFactors(env: Record<string, string>, kind: Kind): Promise<void> {
  const store = await openStore(env['DATABASE_URL'] ?? '');
  const asOf = systemClock.now();
  const known = (await listAccounts(store.db, kind)).map(({ id }, i): AccountFactors => {
    const none = i % 200 === 0;
    const best =
      i % 50 === 1
        ? { kind: 'sms', strength: 'weak' as const }
        : { kind: 'push', strength: 'strong' as const };
    const factors = none ? [] : [{ ...best, device: `device-${i}` }];
    return { accountId: id, factors, capable: !none, registered: !none, asOf };
  });
  for (let at = 0; at < known.length; at += 1000)
    await saveFactors(store.db, kind, known.slice(at, at + 1000));
  await store.close();
}
