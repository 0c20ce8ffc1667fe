import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { countOf, oneOf, optionsOf } from '../sandbox/lib/options.ts';
import ack from './ack.ts';
import approvals from './approvals.ts';
import checks from './checks.ts';
import decision from './decision.ts';
import ends from './ends.ts';
import { type Figure, markdownOf } from './figure.ts';
import late from './late.ts';
import limits from './limits.ts';
import { type Bench, setStage } from './stage.ts';
import start from './start.ts';
import storm from './storm.ts';
import sync from './sync.ts';
import watch from './watch.ts';

/** `npm run bench -- --people 100000 --groups 5000 [--only sync,checks]`: a Markdown table on stdout, and bench-results.json (docs/bench.md). */
const benches: readonly Bench[] = [
  sync,
  late,
  checks,
  ack,
  start,
  storm,
  watch,
  approvals,
  decision,
  ends,
  limits,
];

const names = benches.map(({ name }) => name);
const values = optionsOf(
  `npm run bench -- [--people 20000] [--groups 1000] [--only ${names.slice(0, 2).join()}]\n  --only  some of ${names.join(', ')}`,
  {
    people: { type: 'string', default: '20000' },
    groups: { type: 'string', default: '1000' },
    only: { type: 'string', default: names.join() },
  },
);
const size = { people: countOf('people', values.people), groups: countOf('groups', values.groups) };
const chosen = values.only.split(',').map((name) => oneOf('only', name, names));

const figures: Figure[] = [];
const folder = await mkdtemp(join(tmpdir(), 'lockstep-bench-'));
const stage = await setStage({
  ...size,
  folder,
  note: (figure) => {
    figures.push(figure);
    console.error(`${figure.figure}: ${figure.measured} (goal: ${figure.goal})`);
  },
});
try {
  for (const bench of benches.filter(({ name }) => chosen.includes(name))) await bench.run(stage);
} finally {
  stage.close();
  await rm(folder, { recursive: true, force: true });
}
const machine = `${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`;
const { people, groups } = stage;
console.log(`${people} people and ${groups} groups in each directory; ${machine}\n\n${markdownOf(figures)}`);
await writeFile('bench-results.json', `${JSON.stringify({ people, groups, machine, figures }, null, 2)}\n`);
