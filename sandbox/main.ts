import { startBot } from './bot.ts';
import { createLevers } from './console/levers.ts';
import { type Console, startConsole } from './console/server.ts';
import { type Demo, startDemo } from './demo.ts';
import { countOf, optionsOf } from './lib/options.ts';
import { tell } from './story.ts';
import { tourOf } from './tour.ts';

const USAGE = `npm run demo -- [--tour] [--port 4040]
  a made-up company, the real bot connected to it, and a page to play with
  --tour  plays the story without a browser, and ends`;

const values = optionsOf(USAGE, {
  tour: { type: 'boolean', default: false },
  port: { type: 'string', default: '4040' },
});
const say = (line: string): void => console.log(line);

async function tour(): Promise<number> {
  say('Lockstep, the tour: a made-up company, the real bot, over real HTTP.\n');
  const demo = await startDemo();
  try {
    return (await tell(tourOf(demo, createLevers(demo)), say)) === 0 ? 0 : 1;
  } finally {
    await demo.close();
  }
}

/** On another port where somebody else has this one: the address is printed anyway. */
async function openPage(demo: Demo, port: number): Promise<Console> {
  const parts = { ...demo, levers: createLevers(demo) };
  try {
    return await startConsole({ ...parts, port });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    say(`Port ${port} is taken, so the page gets another one.`);
    return await startConsole({ ...parts, port: 0 });
  }
}

async function play(port: number): Promise<number> {
  const demo = await startDemo();
  const bot = demo.calledBack(await startBot(demo.env));
  const page = await openPage(demo, port);
  say(`The demo company is ready: ${page.url}`);
  say('Type /idp check, switch to another person, pull a lever and check again. Ctrl-C ends it.');
  // Not once: `lockstep demo` passes on what the terminal sent to all of them, and the second would end it half stopped.
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
  await bot.stop();
  await page.close();
  await demo.close();
  return 0;
}

process.exitCode = await (values.tour ? tour() : play(countOf('port', values.port)));
process.exit();
