import { type RunningBot, runLockstep, startBot } from '../bot.ts';
import { createLevers } from '../console/levers.ts';
import { type Demo, startDemo } from '../demo.ts';
import { eventually } from '../story.ts';
import { compareAccess, hanging } from './compare-access.ts';
import { type Crowd, crowdOf, membershipOf } from './crowd.ts';
import { readStore, type Written } from './read-store.ts';
import type { Round } from './round.ts';
import { type Truth, truthOf } from './truth.ts';
import { storm } from './weather.ts';

/** Several rounds share the machine, and how fast it is is not the question. */
const PATIENCE_MS = 180_000;
/** People act so long; then time goes by in which what they were given ends, in the same weather. */
const STORM_MS = 40_000;
const ENDS_MS = 45_000;
/** The longest lease of a killed process and the longest pause of a job that failed a few times, with room. */
const QUIET_MS = 420_000;

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
      async () => (hanging(await readStore(url)).length === 0 ? true : undefined),
      QUIET_MS,
    ).catch(() => undefined);
    const code = await bot.stop();
    const written = await readStore(url);
    const audit = await runLockstep(['audit', 'verify'], demo.env);
    const differences = [
      ...compareAccess(written, truth, crowd.handMade()),
      ...early(),
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

/** People, weather and killer go their own ways until time is up; then all is well and the bot runs. */
async function rage(
  demo: Demo,
  crowd: Crowd,
  random: () => number,
): Promise<{ readonly kills: number; readonly bot: RunningBot }> {
  const levers = createLevers(demo);
  let bot = await startBot(demo.env, PATIENCE_MS);
  const begun = Date.now();
  const until = async (ms: number, act: () => Promise<void>): Promise<void> => {
    while (Date.now() - begun < ms) await act();
  };
  let kills = 0;
  await Promise.all([
    until(STORM_MS, async () => {
      void crowd.act();
      await pause(100 + random() * 500);
    }),
    until(STORM_MS + ENDS_MS, async () => {
      await pause(300 + random() * 1500);
      const clearUp = storm(demo, levers, random);
      await pause(200 + random() * 2500);
      clearUp();
    }),
    until(STORM_MS + ENDS_MS, async () => {
      await pause(500 + random() * 7000);
      process.kill(bot.pid, 'SIGKILL');
      await bot.ended();
      kills += 1;
      bot = await startBot(demo.env, PATIENCE_MS);
    }),
  ]);
  demo.okta.faults.clear();
  demo.entra.faults.clear();
  for (const { undo } of levers) undo?.();
  return { kills, bot };
}

/** Watches what is said: whoever is told of active access is in the group, as far as anybody who asks can see, or was. */
function saidTooEarly(demo: Demo, truth: Truth): () => readonly string[] {
  const early = new Set<string>();
  demo.slack.onChange(({ kind, where }) => {
    if (kind !== 'message') return;
    for (const { text } of demo.slack.messages(where)) {
      const [, group = '', login = ''] = /^active: (.+) for (\S+)$/.exec(text) ?? [];
      const membership = group === '' ? null : membershipOf(demo, login, group);
      if (membership === null) continue;
      const ever = truth.heldAtFirst(membership) || truth.addedByLockstep(membership) > 0;
      const hidden = truth.holds(membership) && !truth.shows(membership);
      if ((!ever && !truth.holds(membership)) || hidden) early.add(`"${text}" was said before it was listed`);
    }
  });
  return () => [...early];
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
