import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runLockstep } from '../../sandbox/bot.ts';
import type { Receiver } from '../../sandbox/sinks/ledger.ts';
import { ROUTING_KEY, startPagerDuty } from '../../sandbox/sinks/pagerduty.ts';
import { SECRET, startWebhook } from '../../sandbox/sinks/webhook.ts';
import { SinkRefusal } from '../../src/sinks/sink.ts';
import { openStore } from '../../src/store/open.ts';
import { openOutbox } from '../support/outbox.ts';

let folder: string;
let pagerduty: Receiver;
let hook: Receiver;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-cli-sinks-'));
  [pagerduty, hook] = await Promise.all([startPagerDuty(), startWebhook()]);
});
afterAll(async () => {
  await Promise.all([pagerduty.close(), hook.close()]);
  await rm(folder, { recursive: true, force: true });
});

/** A command in a process of its own, with two sinks in lockstep.yaml and secrets in the environment. */
async function lockstep(args: readonly string[], change: Record<string, string> = {}) {
  const file = join(folder, 'lockstep.yaml');
  await writeFile(
    file,
    `sinks:
  - {id: oncall, kind: pagerduty, options: {url: '${pagerduty.url}', routing_key: '\${PD_KEY}'}}
  - {id: soar, kind: webhook, options: {url: '${hook.url}/hook', secret: '\${HOOK_SECRET}'}}
`,
  );
  const env = { LOCKSTEP_CONFIG: file, DATABASE_URL: database(), PD_KEY: ROUTING_KEY, HOOK_SECRET: SECRET };
  return await runLockstep(args, { ...env, ...change });
}

function database(): string {
  return `file:${join(folder, 'lockstep.db')}`;
}

describe('sinks test', () => {
  it('sends an alert that says it is a test, and ends it', async () => {
    const { code, stdout } = await lockstep(['sinks', 'test', 'oncall']);

    expect(code).toBe(0);
    expect(stdout).toContain('oncall (pagerduty): resolve was taken');
    expect(pagerduty.incidents()).toMatchObject([
      { state: 'resolved', title: expect.stringContaining('TEST of Lockstep: nothing is wrong') },
    ]);
  });

  it('says in one line why it was not taken and what to do', async () => {
    const wrong = { PD_KEY: 'W0rong0wrong0wrong0wrong0wrong0w' };
    const { code, stderr } = await lockstep(['sinks', 'test', 'oncall'], wrong);

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error SINK_REFUSED: trigger was not taken: PagerDuty answered 400.* Next: check options\.routing_key[^\n]+\n$/,
    );
    expect(stderr).not.toContain('W0rong');
  });

  it.each([
    [['sinks', 'test', 'oncal'], 'Did you mean oncall?'],
    [['sinks', 'test'], 'Use one of oncall, soar.'],
    [['sinks', 'retry', 'pager'], 'there is no sink pager'],
  ])('%j is 64 and one line that helps', async (args, help) => {
    const { code, stderr } = await lockstep(args);

    expect(code).toBe(64);
    expect(stderr).toContain(help);
  });
});

describe('sinks list and retry', () => {
  it('show what was refused for good, and have it sent again', async () => {
    const store = await openStore(database());
    await store.migrate();
    const outbox = openOutbox(store, ['oncall', 'gone']);
    await outbox.open();
    const refuse = async () =>
      await Promise.reject(new SinkRefusal('a wrong key', { retry: false, next: 'see its key.' }));
    await outbox.drain({ id: 'oncall', kind: 'pagerduty', deliver: refuse });
    await store.close();

    const before = await lockstep(['sinks', 'list']);
    expect(before.code).toBe(1);
    expect(before.stdout).toContain('oncall  pagerduty: 0 waiting, 0 delivered, 1 dead');
    expect(before.stdout).toContain('gone    not configured any more: 1 waiting');
    expect(before.stdout).toContain('a wrong key');

    const doctor = await lockstep(['doctor']);
    expect(doctor.stdout).toMatch(/✓ sink oncall +pagerduty: reachable, key accepted/);
    expect(doctor.stdout).toMatch(/✗ sink oncall +0 waiting, 1 refused for good\. Run `lockstep sinks list`/);
    expect(doctor.stdout).toMatch(/- sink soar +webhook: cannot be asked/);

    expect((await lockstep(['sinks', 'retry', 'oncall'])).stdout).toContain('1 wait to be sent again');
    const after = await lockstep(['sinks', 'list', '--json']);
    expect(after.code).toBe(0);
    expect(JSON.parse(after.stdout)).toMatchObject({
      sinks: [{ id: 'oncall', waiting: 1, dead: 0 }, { id: 'soar' }, { id: 'gone', kind: null }],
      dead: [],
    });
  });
});

it('a mistake in the options of a sink is one in the configuration, named by config check', async () => {
  const { code, stderr } = await lockstep(['config', 'check'], { PD_KEY: 'short' });

  expect(code).toBe(78);
  expect(stderr).toContain('sink oncall (pagerduty): routing_key: expected the 32 characters');
  expect(stderr).not.toContain('short');
});
