import { type RunningBot, runLockstep, startBot } from '../bot.ts';
import { createLevers } from '../console/levers.ts';
import { type Demo, startDemo } from '../demo.ts';
import { eventually } from '../story.ts';
import { compareAccess, hanging } from './compare-access.ts';
import { type Crowd, crowdOf } from './crowd.ts';
import { readStore, type Written } from './read-store.ts';
import type { Round } from './round.ts';
import { saidTooEarly } from './said-too-early.ts';
import { truthOf } from './truth.ts';
import { storm } from './weather.ts';

/** Several rounds share the machine, and how fast it is is not the question. */
const PATIENCE_MS = 180_000;
/** So many times the bot is killed while people act, and then while what they were given ends. */
const LIVES = { acting: 3, ending: 3 } as const;
/** A life ends with one of the first messages that are posted or edited in it, or after this time. */
const MOST_MESSAGES = 40;
const LIFE_MS = 30_000;
/** So long people wait for something to happen before the next one acts. */
const PATIENT_MS = 1500;
/** The longest lease of a killed process and the longest pause of a job that failed a few times, with room. */
const QUIET_MS = 420_000;
/** Longer than a stop takes. */
const CALM_MS = 45_000;

/** One storm over access and leavers: the bot is killed at random moments; then quiet, and IdP and store are compared. */
export async function accessRound({ random, databaseUrl }: Parameters<Round>[0]): ReturnType<Round> {
  const demo = await startDemo({ calm: true, ...(databaseUrl === null ? {} : { databaseUrl }) });
  try {
    const truth = truthOf(demo);
    const crowd = crowdOf(demo, truth, random);
    const early = saidTooEarly(demo, truth);
    await runLockstep(['sync', '--no-factors'], demo.env);
    const { kills, bot } = await rage(demo, crowd, random);
    const url = demo.env['DATABASE_URL'] ?? '';
    await eventually(
      'quiet',
      async () => {
        // No end either that comes while the bot is told to stop.
        const soon = new Date(Date.now() + CALM_MS);
        return hanging(await readStore(url), soon).length === 0 ? true : undefined;
      },
      QUIET_MS,
    ).catch(() => undefined);
    const code = await bot.stop();
    const written = await readStore(url);
    const audit = await runLockstep(['audit', 'verify'], demo.env);
    const differences = [
      ...compareAccess(written, truth, crowd.handMade()),
      ...early(written),
      ...(code === 0 ? [] : [`the bot ended with ${code}`]),
      ...(audit.code === 0 ? [] : [`the audit log: ${audit.stdout}`]),
    ];
    return { counts: { acts: crowd.acts(), kills, ...countsOf(written) }, differences };
  } finally {
    await demo.close();
  }
}

function countsOf({ grants, deactivations, approvals }: Written): Record<string, number> {
  const of = (kind: string) =>
    deactivations.filter((each) => each.kind === kind && ['done', 'incomplete'].includes(each.status)).length;
  return {
    asked: approvals.length,
    grants: grants.length,
    ended: grants.filter(({ status }) => status === 'ended').length,
    failed: grants.filter(({ status }) => status === 'failed').length,
    deactivated: of('deactivation'),
    'given back': of('reactivation'),
  };
}

/** People and weather go their own ways while the bot lives and dies; then all is well and it runs. */
async function rage(
  demo: Demo,
  crowd: Crowd,
  random: () => number,
): Promise<{ readonly kills: number; readonly bot: RunningBot }> {
  const levers = createLevers(demo);
  let over = false;
  const weather = blow(
    () => over,
    async () => {
      await pause(500 + random() * 2500);
      const clearUp = storm(demo, levers, random);
      await pause(200 + random() * 1300);
      clearUp();
    },
  );
  let bot = await startBot(demo.env, PATIENCE_MS);
  for (let life = 0; life < LIVES.acting + LIVES.ending; life += 1) {
    await live(demo, life < LIVES.acting ? crowd.act : crowd.returnHome, random);
    process.kill(bot.pid, 'SIGKILL');
    await bot.ended();
    bot = await startBot(demo.env, PATIENCE_MS);
  }
  over = true;
  await weather;
  demo.okta.faults.clear();
  demo.entra.faults.clear();
  for (const { undo } of levers) undo?.();
  return { kills: LIVES.acting + LIVES.ending, bot };
}

/** Counted in what the bot gets done, so that a slow machine sees as much of it as a fast one; the end comes at any moment. */
async function live(demo: Demo, act: Crowd['act'], random: () => number): Promise<void> {
  let messages = 0;
  const forget = demo.slack.onChange(({ kind }) => (messages += kind === 'message' ? 1 : 0));
  const until = Date.now() + LIFE_MS;
  const most = random() * MOST_MESSAGES;
  while (Date.now() < until && messages < most) {
    const before = messages;
    void act();
    const next = Math.min(until, Date.now() + random() * PATIENT_MS);
    while (messages === before && Date.now() < next) await pause(20);
  }
  forget();
  // Between two messages, and in the middle of what leads to one.
  await pause(random() * 300);
}

async function blow(isOver: () => boolean, gust: () => Promise<void>): Promise<void> {
  while (!isOver()) await gust();
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
