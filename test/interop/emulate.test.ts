import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmulator } from 'emulate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runLockstep } from '../../sandbox/bot.ts';

/** Somebody else's Okta and Slack: they know nothing of ours, and miss much of the real ones (no roles, no policies, no sockets). */
interface Emulator {
  readonly url: string;
  readonly close: () => Promise<void>;
}

let okta: Emulator;
let slack: Emulator;
let env: Record<string, string>;

const people = Array.from({ length: 45 }, (_, i) => ({
  login: `p${i}@acme.test`,
  email: `p${i}@acme.test`,
  first_name: 'P',
  last_name: String(i),
}));

beforeAll(async () => {
  okta = await createEmulator({
    service: 'okta',
    port: 0,
    seed: { okta: { users: people, groups: [{ name: 'Lockstep Admins' }] } },
  });
  slack = await createEmulator({
    service: 'slack',
    port: 0,
    seed: { slack: { tokens: [{ token: 'xoxb-interop', scopes: [] }] } },
  });
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-interop-'));
  const config = join(folder, 'lockstep.yaml');
  await writeFile(config, 'break_glass: []\n');
  env = {
    OKTA_ORG_URL: okta.url.replace('localhost', '127.0.0.1'),
    OKTA_API_TOKEN: 'interop',
    SLACK_BOT_TOKEN: 'xoxb-interop',
    SLACK_SIGNING_SECRET: 'shh',
    SLACK_API_URL: `${slack.url.replace('localhost', '127.0.0.1')}/api/`,
    DATABASE_URL: `file:${join(folder, 'lockstep.db')}`,
    LOCKSTEP_CONFIG: config,
  };
});

afterAll(async () => {
  await okta.close();
  await slack.close();
});

describe("somebody else's Okta and Slack", () => {
  it('are diagnosed by doctor without a crash', async () => {
    const { code, stdout, stderr } = await runLockstep(['doctor', '--json'], env);
    const { lines } = JSON.parse(stdout) as { lines: { part: string; ok: boolean | null; what: string }[] };
    const said = lines.map(({ part, ok, what }) => `${part} ${ok} ${what}`);

    // Its Slack token has no scope, so something is wrong.
    expect(code).toBe(1);
    expect(stderr).toBe('');
    for (const line of [
      'store true sqlite: writable',
      'store true migrated',
      'okta true reachable, token accepted',
      'okta true okta.users.read granted',
      'okta true okta.groups.read granted',
      'okta true okta.apps.read granted',
      // It has none of these paths: that is neither granted nor refused.
      'okta null okta.roles.read could not be found out',
      'okta null okta.policies.read could not be found out',
      'okta null okta.logs.read could not be found out',
      'okta null rate limit: the vendor does not say how much is left',
      'slack true signed in to Emulate',
      'slack false missing scopes: channels:read, chat:write, commands, groups:read, users:read, users:read.email',
      'slack false /idp: without the scope commands Slack sends none',
      'entra null not configured',
    ])
      expect(said).toContain(line);
    expect(lines.filter(({ ok, ...line }) => ok === false && !('next' in line))).toEqual([]);
    expect(
      said.filter((line) => /^okta true clock \d+ s (ahead of|behind) the vendor's$/.test(line)),
    ).toHaveLength(1);
  });

  it('never pass a check whose evidence they do not have', async () => {
    const { code, stdout, stderr } = await runLockstep(['checks', 'run', '--json'], env);
    const run = JSON.parse(stdout) as {
      connections: { id: string; kind: string; reachable: boolean }[];
      summary: Record<string, number>;
      results: { check: string; status: string; because?: string }[];
    };

    expect(code).not.toBe(0);
    expect(stderr).not.toContain('    at ');
    expect(run.connections).toMatchObject([{ id: 'okta', kind: 'okta' }]);
    expect(run.results.length).toBeGreaterThan(5);
    const passes = run.results.filter(({ status }) => status === 'pass').map(({ check }) => check);
    // The token itself was accepted, and has no end: that one thing is known.
    expect(passes).toEqual(['own-credential-ending']);
    const silent = run.results.filter(
      ({ status, because }) => status === 'not_evaluated' && (because ?? '') === '',
    );
    expect(silent).toEqual([]);
  });
});
