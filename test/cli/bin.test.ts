import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../sandbox/story.ts';

const bin = fileURLToPath(new URL('../../bin/lockstep.js', import.meta.url));
const halfSet = 'OKTA_ORG_URL=https://acme.okta.com\n';

/** What a newcomer types: `npx lockstep …`, in a folder of its own. */
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-bin-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** In a process group of its own, as a terminal makes one for each line. */
function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: folder,
    env: { LOCKSTEP_HTTP_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  return { child, said: () => said, ended: endOf(child) };
}

async function endOf(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  return await new Promise((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
}

describe('.env of the folder', () => {
  it('is read', async () => {
    await writeFile(join(folder, '.env'), halfSet);
    const { said, ended } = start(['config', 'check']);

    expect(await ended).toBe(78);
    expect(said()).toContain('OKTA_API_TOKEN is not set');
  });

  it('gives way to what the environment says', async () => {
    await writeFile(join(folder, '.env'), 'LOG_LEVEL=nonsense\n');
    const { said, ended } = start(['config', 'check'], { LOG_LEVEL: 'warn' });

    expect(await ended).toBe(0);
    expect(said()).toContain('configured: nothing');
  });

  it('need not be there, and nothing is said of it', async () => {
    const { said, ended } = start(['checks', 'list', '--json']);

    expect(await ended).toBe(0);
    expect(said()).toMatch(/^[[{]/);
  });
});

it('ends without a word when nobody reads on, as `| head` does', async () => {
  const { child, said, ended } = start(['checks', 'list']);
  child.stdout.destroy();

  expect(await ended).toBe(141);
  expect(said()).toBe('');
});

it('says of a settings file that is a folder that it cannot be read', async () => {
  const { said, ended } = start(['config', 'check', folder]);

  expect(await ended).toBe(78);
  expect(said()).toContain(`error CONFIG_UNREADABLE: ${folder} cannot be read`);
});

/** A directory that never answers, so that whoever asks it is busy. */
async function silentOkta() {
  let asked = false;
  const server = createServer(() => (asked = true)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    env: { OKTA_ORG_URL: `http://127.0.0.1:${port}`, OKTA_API_TOKEN: 'token' },
    asked: async () => await eventually('a question', () => asked || undefined),
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

describe('a signal to the whole process group, as Ctrl-C sends it', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'stops the bot in order on %s, also heard twice',
    async (signal) => {
      using okta = await silentOkta();
      const { child, said, ended } = start(['serve'], okta.env);
      await okta.asked();
      await eventually('ready', () => said().includes('"msg":"ready"') || undefined);
      process.kill(-(child.pid ?? 0), signal);
      await eventually('the first one heard', () => said().includes('"msg":"stopping"') || undefined);
      child.kill('SIGINT');

      expect(await ended).toBe(0);
    },
  );

  it('is told by the exit code of a command that it ended', async () => {
    using okta = await silentOkta();
    const { child, ended } = start(['sync'], okta.env);
    await okta.asked();
    process.kill(-(child.pid ?? 0), 'SIGINT');

    expect(await ended).toBe(130);
  });
});
