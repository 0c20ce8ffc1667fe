import { startBot } from '../sandbox/bot.ts';
import { percentile } from './figure.ts';
import { type Child, startChild } from './process.ts';
import type { Bench } from './stage.ts';
import { kinds } from './tenants.ts';

/** `/idp status` at fifty a second, by somebody who may ask, while `serve` runs full syncs of both directories. */
export default {
  name: 'ack',
  run: async ({ tenants, environment, note }) => {
    const slack = startChild(['bench/slack.ts']);
    // What slack.ts prints first.
    const chat = (await slack.next()) as Record<string, string>;
    const env = environment(await tenants(), kinds, 'ack');
    const bot = await startBot({ ...env, ...chat, LOG_LEVEL: 'info', LOCKSTEP_HTTP_PORT: '0' });
    try {
      const often = { line: '/idp status', perSecond: 50 };
      const first = await type(slack, { ...often, seconds: 5 });
      // Asked for again and again: the next one waits while one runs, so that one always runs.
      const busy = await type(slack, { ...often, seconds: 20, also: '/idp sync full' });
      note({
        figure: '`/idp status` acknowledged at 50 a second for 20 s during full syncs',
        measured: `${inWords(busy)}; in the first seconds ${inWords(first)}`,
        goal: 'p99 100 ms',
        met: busy.failed === 0 && percentile(busy.milliseconds, 0.99) <= 100,
      });
    } finally {
      // Its database is thrown away: nothing is worth waiting for.
      process.kill(bot.pid, 'SIGKILL');
      await bot.ended();
      slack.stop();
    }
  },
} satisfies Bench;

interface Order {
  readonly line: string;
  readonly perSecond: number;
  readonly seconds: number;
  readonly also?: string;
}

interface Typed {
  readonly milliseconds: readonly number[];
  readonly failed: number;
}

async function type(slack: Child, order: Order): Promise<Typed> {
  // What slack.ts answers.
  return (await slack.ask(JSON.stringify(order))) as Typed;
}

function inWords({ milliseconds, failed }: Typed): string {
  const at = (share: number): string => percentile(milliseconds, share).toFixed(0);
  const lost = failed === 0 ? '' : `, ${failed} not within 3 s`;
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms${lost}`;
}
