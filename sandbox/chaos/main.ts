import { parseArgs } from 'node:util';
import { type PostgresServer, startPostgresServer } from '../lib/postgres.ts';
import { createRandom } from '../tenant/random.ts';
import { type Fault, watchRound } from './watch.ts';

/**
 * `npm run chaos -- --story watch --rounds 100 [--engine sqlite|postgres|both] [--seed 1] [--parallel 4]`: kills the bot with SIGKILL at
 * random moments while the company misbehaves, and then compares what was injected with what was said and paged.
 * Exits 0 only when no round shows a difference.
 */
const { values } = parseArgs({
  options: {
    story: { type: 'string', default: 'watch' },
    rounds: { type: 'string', default: '10' },
    engine: { type: 'string', default: 'both' },
    seed: { type: 'string', default: '1' },
    parallel: { type: 'string', default: '4' },
  },
});
if (values.story !== 'watch') throw new Error('there is one story: watch');
const rounds = Number(values.rounds);
const engines = values.engine === 'both' ? ['sqlite', 'postgres'] : [values.engine];
const server = engines.includes('postgres') ? await startPostgresServer() : null;

const faults: Fault[] = [];
const totals = { causes: 0, kills: 0, alerts: 0, pages: 0, doublePosts: 0 };
const waiting = Array.from({ length: rounds }, (_, i) => i + 1)
  .flatMap((round) => engines.map((engine) => ({ round, engine })))
  .values();
// A round mostly waits: for polls, for leases of the dead, for what should not come.
await Promise.all(Array.from({ length: Number(values.parallel) }, playRounds));

async function playRounds(): Promise<void> {
  for (const { round, engine } of waiting) {
    const random = createRandom(Number(values.seed) * 1000 + round).next;
    const seen = await watchRound({ random, databaseUrl: await databaseFor(engine, round, server) });
    for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += seen[key];
    faults.push(...seen.faults);
    const verdict = seen.faults.length === 0 ? 'held' : seen.faults.map(({ what }) => what).join('; ');
    console.log(
      `round ${round} ${engine}: ${seen.causes} causes, ${seen.kills} kills, ${seen.alerts} alerts, ${seen.pages} pages, ${seen.doublePosts} double posts: ${verdict}`,
    );
  }
}
await server?.stop();
console.log(
  `${rounds} rounds on ${engines.join(' and ')}: ${totals.causes} causes, ${totals.kills} kills, ${totals.alerts} alerts, ${totals.pages} pages, ${totals.doublePosts} double posts, ${faults.length} differences`,
);
process.exit(faults.length === 0 ? 0 : 1);

async function databaseFor(
  engine: string,
  round: number,
  postgres: PostgresServer | null,
): Promise<string | null> {
  if (engine === 'sqlite' || postgres === null) return null;
  const name = `chaos_${round}`;
  await postgres.createDatabase(name);
  return `${postgres.url}/${name}`;
}
