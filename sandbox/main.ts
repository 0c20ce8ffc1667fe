import { startBot } from './bot.ts';
import { createLevers } from './console/levers.ts';
import { startConsole } from './console/server.ts';
import { startDemo } from './demo.ts';
import { tell } from './story.ts';
import { tourOf } from './tour.ts';

/** `npm run demo`: the company, the real bot against it, and a page to play with; `-- --tour` plays the story by itself. */
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

async function play(): Promise<number> {
  const demo = await startDemo();
  const bot = demo.calledBack(await startBot(demo.env));
  const port = Number(
    process.argv.find((word) => word.startsWith('--port='))?.slice('--port='.length) ?? 4040,
  );
  const page = await startConsole({ ...demo, levers: createLevers(demo), port });
  say(`The demo company is ready: ${page.url}`);
  say('Type /idp check, switch to another person, pull a lever and check again. Ctrl-C ends it.');
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await bot.stop();
  await page.close();
  await demo.close();
  return 0;
}

process.exitCode = await (process.argv.includes('--tour') ? tour() : play());
process.exit();
