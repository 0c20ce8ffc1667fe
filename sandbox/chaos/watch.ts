import type { RunningBot } from '../bot.ts';
import { runLockstep, startBot } from '../bot.ts';
import type { Lever } from '../console/lever.ts';
import { createLevers } from '../console/levers.ts';
import { type Demo, startDemo } from '../demo.ts';
import { eventually } from '../story.ts';
import { ALERTS, causes } from './causes.ts';
import type { Round } from './round.ts';

/** For a start: several rounds share the machine, and how fast it is is not the question. */
const PATIENCE_MS = 180_000;

interface Settled extends Readonly<Record<string, number>> {
  readonly alerts: number;
  readonly pages: number;
  /** Slack has no key against a repetition: a post whose answer the killed process never wrote down stands twice. */
  readonly 'double posts': number;
}

/** One storm: causes in random order, the bot killed between and within them, then quiet; compares what came of it. */
export async function watchRound({ random, databaseUrl }: Parameters<Round>[0]): ReturnType<Round> {
  const demo = await startDemo({ calm: true, ...(databaseUrl === null ? {} : { databaseUrl }) });
  try {
    await runLockstep(['sync', '--no-factors'], demo.env);
    const levers = createLevers(demo);
    const chosen = shuffled(causes, random).slice(0, 4);
    // Once quietly, so that every source has a cursor: a first start does not replay history.
    const first = await startBot(demo.env, PATIENCE_MS);
    await sourcesRead(first);
    const { kills, bot } = await storm({
      demo,
      first,
      random,
      levers,
      chosen: chosen.map(({ lever }) => lever),
    });
    const { counts, differences } = await settle(
      demo,
      chosen.flatMap(({ detections }) => detections),
    );
    await bot.stop();
    return { counts: { causes: chosen.length, kills, ...counts }, differences };
  } finally {
    await demo.close();
  }
}

async function storm(stage: {
  readonly demo: Demo;
  readonly first: RunningBot;
  readonly random: () => number;
  readonly levers: readonly Lever[];
  readonly chosen: readonly string[];
}): Promise<{ readonly kills: number; readonly bot: RunningBot }> {
  const { demo, random, levers, chosen } = stage;
  let bot = stage.first;
  let kills = 0;
  for (const id of chosen) {
    const lever = levers.find((each) => each.id === id);
    if (lever === undefined) throw new Error(`there is no lever ${id}`);
    lever.apply();
    await pause(random() * 4000);
    process.kill(bot.pid, 'SIGKILL');
    await bot.ended();
    kills += 1;
    bot = await startBot(demo.env, PATIENCE_MS);
  }
  return { kills, bot };
}

/** Waits until every cause was said and paged, then a while longer for what should not come. */
async function settle(
  demo: Demo,
  expected: readonly string[],
): Promise<{ readonly counts: Settled; readonly differences: readonly string[] }> {
  const said = () => alertsIn(demo);
  const paged = () => demo.pagerDuty.incidents();
  await eventually(
    `every one of ${expected.join(', ')}`,
    () => (expected.every((id) => alertsOf(said(), id) >= countOf(expected, id)) ? true : undefined),
    PATIENCE_MS,
  ).catch(() => undefined);
  // What a killed process was about to send goes out when its lease is over, and its job is given back.
  await eventually(
    'a page for every grave one',
    () => (paged().length >= graveOf(said()) ? true : undefined),
    PATIENCE_MS,
  ).catch(() => undefined);
  await pause(4000);
  const alerts = said();
  const differences: string[] = [];
  for (const id of new Set(expected)) {
    const wanted = countOf(expected, id);
    const got = alertsOf(alerts, id);
    if (got !== wanted) differences.push(`${id}: ${got} alerts, ${wanted} expected`);
  }
  for (const { detection, alert } of alerts) {
    if (!expected.includes(detection)) differences.push(`${detection} (${alert}) was not injected`);
  }
  const incidents = paged();
  for (const [key, count] of countBy(incidents.map(({ key }) => key)))
    if (count > 1) differences.push(`${key} was paged ${count} times`);
  const pagesWanted = graveOf(alerts);
  if (incidents.length !== pagesWanted)
    differences.push(
      `${incidents.length} pages, ${pagesWanted} expected: ${incidents.map(({ title }) => title).join(', ')} paged of ${alerts.map(({ text }) => text).join(', ')}`,
    );
  const distinct = new Set(alerts.map(({ alert }) => alert)).size;
  const counts = { alerts: distinct, pages: incidents.length, 'double posts': alerts.length - distinct };
  return { counts, differences };
}

function countOf(expected: readonly string[], id: string): number {
  return expected.filter((each) => each === id).length;
}

function alertsOf(said: readonly Said[], id: string): number {
  return new Set(said.filter(({ detection }) => detection === id).map(({ alert }) => alert)).size;
}

/** How many alerts are so severe that the demo's sink asks for them, also when they are over by now. */
function graveOf(alerts: readonly Said[]): number {
  const grave = alerts.filter(({ text }) => /^(resolved · )?(critical|high)/i.test(text));
  return new Set(grave.map(({ alert }) => alert)).size;
}

interface Said {
  readonly alert: string;
  readonly detection: string;
  readonly text: string;
}

/** The context line of a card names its detection and the alert. */
function alertsIn(demo: Demo): readonly Said[] {
  return demo.slack.messages(ALERTS).flatMap((message) => {
    const found = /([a-z-]+) · (alert_[0-9a-f]+)/.exec(JSON.stringify(message.blocks ?? []));
    const [, detection = '', alert = ''] = found ?? [];
    return found === null ? [] : [{ alert, detection, text: message.text }];
  });
}

/** Until /readyz names a first reading of every source. */
async function sourcesRead(bot: RunningBot): Promise<void> {
  const entra = ['audits', 'provisioning', 'jobs', 'sign-ins'].map((feed) => `fresh:feed:entra:${feed}`);
  const wanted = ['fresh:feed:okta:log', ...entra];
  await eventually('a first reading of every source', async () => {
    const text = await (await fetch(`${bot.url}/readyz`)).text();
    return wanted.every((name) => text.includes(`"${name}"`)) ? true : undefined;
  });
}

function countBy(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  return items
    .map((item) => ({ item, order: random() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ item }) => item);
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
