import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startBot } from '../sandbox/bot.ts';
import { memoryMb, startChild } from './process.ts';
import type { Bench } from './stage.ts';
import { kinds, startTenants } from './tenants.ts';

/** A new bot reads the groups at once; of these it soon knows all, and is idle. */
const SMALL = { people: 200, groups: 20 };
/** Memory is looked at when it has rested for so long. */
const REST_MS = 10_000;

const imports = [
  '@slack/bolt',
  '@okta/okta-sdk-nodejs',
  '@microsoft/microsoft-graph-client',
  '@azure/identity',
];

/** How soon `serve` is ready, Slack connected, with both directories, and what it holds while nothing happens. */
export default {
  name: 'start',
  run: async ({ environment, note }) => {
    const tenants = await startTenants(SMALL);
    const slack = startChild(['bench/slack.ts']);
    // What slack.ts prints first.
    const chat = (await slack.next()) as Record<string, string>;
    const env = environment(tenants, kinds, 'start');
    const began = performance.now();
    const bot = await startBot({ ...env, ...chat, LOG_LEVEL: 'info', LOCKSTEP_HTTP_PORT: '0' });
    const ready = (performance.now() - began) / 1000;
    // Without Slack it is ready as well, after one try.
    if (!bot.log().includes('Slack is connected')) throw new Error(`Slack was not connected:\n${bot.log()}`);
    await rest();
    const idle = memoryMb(bot, 'VmRSS') ?? Number.NaN;
    await bot.stop();
    slack.stop();
    tenants.stop();
    const bare = await importsAlone();
    note({ figure: 'serve, ready after', measured: `${ready.toFixed(1)} s`, goal: '2 s', met: ready <= 2 });
    note({
      figure: 'serve, resident memory idle, against a process that only imports Bolt and the SDKs',
      measured: `${idle.toFixed(0)} MB / ${bare.toFixed(0)} MB = ${(idle / bare).toFixed(2)}`,
      goal: '1.2',
      met: idle / bare <= 1.2,
    });
  },
} satisfies Bench;

async function importsAlone(): Promise<number> {
  const lines = imports.map((name) => `await import('${name}');`).join(' ');
  const script = `${lines} setInterval(() => undefined, 1000)`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
  await rest();
  const resident = memoryMb(child, 'VmRSS') ?? Number.NaN;
  child.kill('SIGKILL');
  await once(child, 'exit');
  return resident;
}

async function rest(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, REST_MS));
}
