import { countOf, oneOf, optionsOf } from '../lib/options.ts';
import { type PostgresServer, startPostgresServer } from '../lib/postgres.ts';
import { createRandom } from '../tenant/random.ts';
import { accessRound } from './access.ts';
import type { Round } from './round.ts';
import { watchRound } from './watch.ts';

const USAGE = `npm run chaos -- [--story watch|access] [--rounds 10] [--engine sqlite|postgres|both] [--seed 1] [--parallel 4]
  --rounds    on each engine; one takes some forty seconds of a core's time
  --seed      the same one plays the same storms
  --parallel  rounds at the same time`;

/**
 * Kills the bot with SIGKILL at random moments, while the company misbehaves (watch), or while people ask, decide, extend, end,
 * leave and come back and the directories fail (access); then compares what was said and written down with what is true.
 * Exits 0 only when no round shows a difference.
 */
const values = optionsOf(USAGE, {
  story: { type: 'string', default: 'watch' },
  rounds: { type: 'string', default: '10' },
  engine: { type: 'string', default: 'both' },
  seed: { type: 'string', default: '1' },
  parallel: { type: 'string', default: '4' },
});
const stories = { watch: watchRound, access: accessRound } as const;
const play: Round = stories[oneOf('story', values.story, ['watch', 'access'])];
const rounds = countOf('rounds', values.rounds);
const seed = countOf('seed', values.seed);
const parallel = countOf('parallel', values.parallel);
const engine = oneOf('engine', values.engine, ['sqlite', 'postgres', 'both']);
const engines = engine === 'both' ? ['sqlite', 'postgres'] : [engine];
const server = engines.includes('postgres') ? await startPostgresServer() : null;

let differences = 0;
const totals: Record<string, number> = {};
const waiting = Array.from({ length: rounds }, (_, i) => i + 1)
  .flatMap((round) => engines.map((engine) => ({ round, engine })))
  .values();
// A round mostly waits: for polls, for leases of the dead, for ends, for what should not come.
await Promise.all(Array.from({ length: parallel }, async () => await playRounds(play)));
await server?.stop();
console.log(`${rounds} rounds on ${engines.join(' and ')}: ${inWords(totals)}, ${differences} differences`);
process.exit(differences === 0 ? 0 : 1);

async function playRounds(round: Round): Promise<void> {
  for (const { round: number, engine } of waiting) {
    const random = createRandom(seed * 1000 + number).next;
    const seen = await round({ random, databaseUrl: await databaseFor(engine, number, server) });
    for (const [name, count] of Object.entries(seen.counts)) totals[name] = (totals[name] ?? 0) + count;
    differences += seen.differences.length;
    const verdict = seen.differences.length === 0 ? 'held' : seen.differences.join('; ');
    console.log(`round ${number} ${engine}: ${inWords(seen.counts)}: ${verdict}`);
  }
}

function inWords(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}

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
