import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { type RunningBot, runLockstep, startBot } from '../sandbox/bot.ts';
import { type Demo, startDemo } from '../sandbox/demo.ts';
import { type EventHook, openEventHook } from '../sandbox/okta/event-hooks.ts';
import { eventually } from '../sandbox/story.ts';
import { partyOf, writeLog } from '../sandbox/tenant/okta-changes.ts';
import { type Figure, percentile } from './figure.ts';
import type { Bench } from './stage.ts';

const MINUTES = 2;
const EVENTS = 20;

const ALERTS = 'C0ALERTS';
const POLL_SECONDS = 5;
const HALF_MINUTE_MS = 30_000;
const HOOK_SECRET = 'bench-secret-of-enough-characters';
const GRANT = 'user.account.privilege.grant';

/**
 * What watching costs while nothing happens, and how long an event takes to a message in Slack: the real `serve` against
 * the stand-ins over HTTP.
 */
export default {
  name: 'watch',
  run: async ({ note }) => {
    for (const groups of [50, 2000]) for (const figure of await benchIdle(groups, MINUTES)) note(figure);
    for (const way of ['poll', 'hook'] as const) note(await benchLatency(way, EVENTS));
  },
} satisfies Bench;

/** How changes of people and groups are noticed; the other sources of Entra ID have their own, slower pace. */
const detecting: Readonly<Record<'okta' | 'entra', RegExp>> = {
  okta: /^GET \/api\/v1\/logs/,
  entra: /^GET \/(v1\.0|beta)\/(groups\/(microsoft\.graph\.)?delta|auditLogs\/directoryAudits)/,
};

/** Every interval as it comes, no directory sync in between, so that only watching is counted. */
async function benchIdle(groups: number, minutes: number): Promise<readonly Figure[]> {
  const { demo, bot } = await start({ groups, settings: '', env: {} });
  try {
    await sourcesRead(bot);
    // Between two reads of everything, so that a whole number of them falls into the window.
    await pause(HALF_MINUTE_MS / 2);
    const sides = { okta: demo.okta, entra: demo.entra };
    for (const side of Object.values(sides)) side.forgetRequests();
    await pause(minutes * 60_000);
    return (['okta', 'entra'] as const).map((kind) => {
      const asked = sides[kind].requests().filter((line) => !/\/token\b/.test(line));
      const changes = asked.filter((line) => detecting[kind].test(line)).length;
      return {
        figure: `${kind}, idle, ${groups} groups: calls a minute for changes`,
        measured: `${(changes / minutes).toFixed(1)} (all sources ${(asked.length / minutes).toFixed(1)})`,
        goal: '2, whatever the number of groups',
        met: changes / minutes <= 2,
      };
    });
  } finally {
    await bot.stop();
    await demo.close();
  }
}

/** From the moment the vendor's log shows it to the moment Slack has the message. */
async function benchLatency(way: 'poll' | 'hook', events: number): Promise<Figure> {
  const polled = way === 'poll';
  const { demo, bot } = await start({
    groups: 50,
    // With the hook the poll is as rare as may be: what comes in time came by the hook.
    settings: `watch: {poll_seconds: {log: ${polled ? POLL_SECONDS : 3600}}}\n`,
    env: polled ? {} : { OKTA_HOOK_SECRET: HOOK_SECRET },
  });
  const hook = polled ? null : await openHook(demo, bot);
  try {
    await sourcesRead(bot);
    const took: number[] = [];
    for (let i = 0; i < events; i++) {
      // Slack takes one message a second in a channel; and no two events meet the poll at the same point.
      await pause(1500 + ((i * 977) % 1000));
      took.push(await timeOne(demo, i));
    }
    const [p50, p95] = [percentile(took, 0.5), percentile(took, 0.95)];
    const most = polled ? POLL_SECONDS * 1000 + 500 : 1000;
    return {
      figure: `event → message in Slack, ${polled ? `polled every ${POLL_SECONDS} s` : 'event hook'}`,
      measured: `p50 ${Math.round(p50)} ms, p95 ${Math.round(p95)} ms of ${events}`,
      goal: `${most} ms`,
      met: p95 <= most,
    };
  } finally {
    hook?.stop();
    await bot.stop();
    await demo.close();
  }
}

/** Somebody gets a role: one person, one alert, one message. */
async function timeOne({ company, slack }: Demo, i: number): Promise<number> {
  const user = [...company.okta.users.values()].filter(({ status }) => status === 'ACTIVE')[i];
  if (user === undefined) throw new Error(`there is no person ${i}`);
  const says = (): boolean =>
    slack.messages(ALERTS).some(({ text }) => text.includes(`${user.profile.login} holds these roles now`));
  const arrived = Promise.withResolvers<number>();
  const forget = slack.onChange(() => {
    if (says()) arrived.resolve(performance.now());
  });
  const since = performance.now();
  writeLog(company.okta, GRANT, {
    actor: { id: 'bench', type: 'User', alternateId: 'bench@acme.test', displayName: 'Bench' },
    debugContext: { debugData: { privilegeGranted: 'Read-only administrator' } },
    target: [partyOf(user)],
  });
  const timer = setTimeout(() => arrived.reject(new Error(`no message about ${user.profile.login}`)), 60_000);
  try {
    return (await arrived.promise) - since;
  } finally {
    clearTimeout(timer);
    forget();
  }
}

async function start({
  groups,
  settings,
  env,
}: {
  readonly groups: number;
  readonly settings: string;
  readonly env: Readonly<Record<string, string>>;
}): Promise<{ readonly demo: Demo; readonly bot: RunningBot }> {
  const demo = await startDemo({ company: { groups } });
  try {
    const config = join(demo.folder, 'bench.yaml');
    await writeFile(
      config,
      `channels: {alerts: ${ALERTS}}\nschedules: {checks: null, sync: null, reconcile: null, digest: null}\n${settings}`,
    );
    const all = { ...demo.env, ...env, LOCKSTEP_CONFIG: config };
    const { code, stderr } = await runLockstep(['sync', '--no-factors'], all);
    if (code !== 0) throw new Error(`sync ended with ${code}: ${stderr}`);
    return { demo, bot: await startBot(all) };
  } catch (error) {
    await demo.close();
    throw error;
  }
}

async function openHook({ company }: Demo, { url }: RunningBot): Promise<EventHook> {
  const hook = openEventHook(company.okta, {
    uri: `${url}/hooks/okta`,
    secret: HOOK_SECRET,
    eventTypes: [GRANT],
  });
  if (!(await hook.verify())) throw new Error('the hook was not verified');
  return hook;
}

/** A first start replays nothing: until every source has its cursor, there is nothing to measure. */
async function sourcesRead({ url }: RunningBot): Promise<void> {
  const wanted = [
    'okta:log',
    ...['audits', 'provisioning', 'jobs', 'sign-ins'].map((feed) => `entra:${feed}`),
  ];
  await eventually('a first reading of every source', async () => {
    const text = await (await fetch(`${url}/readyz`)).text();
    return wanted.every((name) => text.includes(`"fresh:feed:${name}"`)) ? true : undefined;
  });
}
