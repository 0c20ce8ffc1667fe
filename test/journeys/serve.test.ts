import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startBot } from '../../sandbox/bot.ts';
import { type Demo, startDemo } from '../../sandbox/demo.ts';
import { outsiders } from '../../sandbox/slack/residents.ts';
import { eventually } from '../../sandbox/story.ts';
import { cast } from '../../sandbox/tenant/cast.ts';
import { readAudit } from '../../src/store/audit.ts';
import { listFreshness } from '../../src/store/freshness.ts';
import { openStore, type Store } from '../../src/store/open.ts';

/** The bot as its own process, started, stopped and started again on one database. */
let demo: Demo;
beforeEach(async () => {
  demo = await startDemo();
});
afterEach(async () => {
  await demo.close();
});

/** Slots that lie in the past and do not come while a test runs; null = switched off. */
async function schedule(slots: { readonly checks?: string; readonly sync?: string }): Promise<void> {
  const file = demo.env['LOCKSTEP_CONFIG'] ?? '';
  const { checks = null, sync = null } = slots;
  const line = `schedules: ${JSON.stringify({ timezone: 'Europe/Berlin', checks, sync, digest: null })}`;
  await writeFile(file, (await readFile(file, 'utf8')).replace(/^schedules: .*$/m, line));
}
const newYear = '0 0 1 1 *';

async function inStore<T>(look: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(`file:${join(demo.folder, 'lockstep.db')}`);
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}
const reportsIn = (channel: string) =>
  demo.slack.messages(channel).filter(({ text }) => text.startsWith('Identity health'));
const asked = (pattern: RegExp) => () => demo.okta.requests().some((line) => pattern.test(line)) || undefined;

it('runs a slot that was missed while nothing ran, once, however often it starts', async () => {
  await schedule({ checks: newYear });
  const first = await startBot(demo.env);
  await eventually('the report of the missed slot', () => reportsIn('C0REPORTS')[0]);
  expect(await first.stop()).toBe(0);
  const second = await startBot(demo.env);
  // A later run that ends shows that an earlier job would have ended too.
  await demo.slack.command(cast.ada.slackId, 'C0REQ', '/idp check');
  await eventually('the report that was asked for', () => reportsIn('C0REQ')[0]);
  expect(await second.stop()).toBe(0);
  const runs: string[] = [];
  await inStore(async ({ db }) => {
    for await (const { action } of readAudit(db)) if (action === 'checks.run') runs.push(action);
  });

  expect(reportsIn('C0REPORTS')).toHaveLength(1);
  expect(runs).toHaveLength(2);
});

it('finishes a job that runs when it is told to stop', async () => {
  await schedule({ sync: newYear });
  demo.okta.faults.add({ path: /^\/api\/v1\/users\?/, times: 1, fault: { kind: 'slow', ms: 1500 } });
  const bot = await startBot(demo.env);
  await eventually('a sync', asked(/\/api\/v1\/users\?/));
  const code = await bot.stop();
  const synced = await inStore(async ({ db }) => (await listFreshness(db)).has('sync:okta'));

  expect([code, synced]).toEqual([0, true]);
});

it('gives back a job that does not end, and ends all the same', async () => {
  await schedule({ sync: newYear });
  demo.okta.faults.add({ path: /^\/api\/v1\/users\?/, fault: { kind: 'slow', ms: 25_000 } });
  const bot = await startBot(demo.env);
  await eventually('a sync', asked(/\/api\/v1\/users\?/));
  const code = await bot.stop();
  const [synced, left] = await inStore(async ({ db }) => [
    (await listFreshness(db)).has('sync:okta'),
    await db.selectFrom('job').select('locked_by').where('task', '=', 'sync-directory').execute(),
  ]);

  expect([code, synced]).toEqual([0, false]);
  expect(left).toEqual([{ locked_by: null }]);
});

it('logs JSON without a name, an address, a token, a trigger or a response URL, whatever people type', async () => {
  await schedule({});
  const bot = await startBot({ ...demo.env, LOG_LEVEL: 'debug' });
  const people = [
    cast.ada.slackId,
    cast.grace.slackId,
    cast.kim1.slackId,
    outsiders.guest,
    outsiders.external,
  ];
  for (const user of people)
    for (const line of [
      '/idp check',
      '/idp user hedy@acme.test',
      '/idp user Hedy Lamarr',
      '/idp xoxb-oops',
      '/idp status',
    ])
      await demo.slack.command(user, 'C0REQ', line);
  await demo.slack.openHome(cast.ada.slackId);
  await demo.slack.openHome(cast.grace.slackId);
  demo.okta.faults.add({ path: /^\/api\/v1\/users/, fault: { kind: 'status', status: 403, body: {} } });
  await demo.slack.command(cast.ada.slackId, 'C0REQ', '/idp user hedy@acme.test');
  await eventually('a refusal', () =>
    demo.slack
      .ephemerals(cast.ada.slackId)
      .find(({ text }) => text.includes('could not be asked who you are')),
  );
  demo.okta.faults.clear();
  await eventually('a report', () => reportsIn('C0REQ')[0]);
  await demo.slack.command(cast.ada.slackId, 'C0REQ', '/idp check');
  demo.slack.dropSockets();
  await eventually('a socket', () => (demo.slack.connections() > 0 ? true : undefined));
  expect(await bot.stop()).toBe(0);
  const lines = bot.log().trim().split('\n');

  expect(lines.length).toBeGreaterThan(5);
  for (const line of lines) expect(() => void JSON.parse(line), line).not.toThrow();
  const names = demo.company.people.slice(0, 40).map(({ name }) => name);
  for (const secret of [
    ...names,
    'acme.test',
    'acme.onmicrosoft.com',
    'xoxb-',
    'xapp-',
    'trigger',
    'response_url',
    '/commands/',
    'Bearer ',
    'BEGIN PRIVATE',
    demo.env['ENTRA_CLIENT_SECRET'] ?? '',
  ])
    expect(bot.log()).not.toContain(secret);
});
