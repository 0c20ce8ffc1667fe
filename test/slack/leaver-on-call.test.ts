import { expect, it } from 'vitest';
import { startPagerDuty } from '../../sandbox/sinks/pagerduty.ts';
import { API_TOKEN } from '../../sandbox/sinks/pagerduty-rest.ts';
import { cast } from '../../sandbox/tenant/cast.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createOnCall } from '../../src/sinks/index.ts';
import { openLeaving } from './open-leaving.ts';

const { hedy } = cast;

it('says on the card of a deactivation for what the leaver is on call now', async () => {
  const pagerDuty = await startPagerDuty();
  pagerDuty.rota.users.push({ id: 'PHEDY', name: hedy.name, email: hedy.email });
  const until = new Date(Date.now() + 3_600_000);
  pagerDuty.rota.onCalls.push({ userId: 'PHEDY', policy: 'Payments', schedule: 'Nights', until });
  const onCall = createOnCall({ apiToken: API_TOKEN, apiUrl: pagerDuty.url }, { clock: systemClock });
  await using bot = await openLeaving({ onCall });
  const { ts } = await bot.askForHedy();

  // The plan went through the store and came back with its dates.
  const end = `<!date^${Math.floor(until.getTime() / 1000)}^`;
  expect(bot.blocksOf('C0REQ', ts)).toContain(`*On call now for* Payments (Nights, level 1) until ${end}`);
  await pagerDuty.close();
});

it('says that it is not known where nothing is connected that could say, and asks all the same', async () => {
  await using bot = await openLeaving();
  const { ts } = await bot.askForHedy();

  expect(bot.blocksOf('C0REQ', ts)).toContain('*On call:* not known, because nothing is connected');
});
