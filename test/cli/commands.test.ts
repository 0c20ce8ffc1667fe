import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runLockstep, startBot } from '../../sandbox/bot.ts';
import { type Demo, startDemo } from '../../sandbox/demo.ts';

let demo: Demo;
let folder: string;
beforeAll(async () => {
  demo = await startDemo();
  folder = await mkdtemp(join(tmpdir(), 'lockstep-cli-'));
});
afterAll(async () => {
  await demo.close();
  await rm(folder, { recursive: true, force: true });
});

let databases = 0;
/** A command as its own process, against the stand-ins, on a database of its own. */
async function lockstep(args: readonly string[], change: Record<string, string> = {}) {
  databases += 1;
  const fresh = { DATABASE_URL: `file:${join(folder, `${databases}.db`)}` };
  return await runLockstep(args, { ...demo.env, ...fresh, ...change });
}

const oneLine = /^error [A-Z_]+: [^\n]+ Next: [^\n]+\n$/;

describe('checks run', () => {
  it('syncs an empty store first, and prints one JSON object and nothing else on stdout', async () => {
    const { code, stdout, stderr } = await lockstep(['checks', 'run', '--json']);
    // The shape is looked at below.
    const run = JSON.parse(stdout) as { results: { check: string; status: string; findings: unknown[] }[] };

    expect(code).toBe(1);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(Object.keys(run).toSorted()).toEqual([
      'connections',
      'finishedAt',
      'results',
      'runId',
      'startedAt',
      'summary',
    ]);
    expect(run.results.find(({ check }) => check === 'mfa-missing')?.status).toBe('fail');
    expect(stderr).toContain('okta: in step after');
  });

  it('says what it judged also when the report cannot be written', async () => {
    const file = join(folder, 'nowhere', 'report.html');
    const args = ['checks', 'run', '--only', 'admin-group-open', '--json', '--html', file];
    const { code, stdout, stderr } = await lockstep(args);

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toHaveProperty('results.0.check', 'admin-group-open');
    expect(stderr).toContain('error FILE_NOT_WRITTEN');
  });

  it('leaves the mirror alone for a check that reads live', async () => {
    const { code, stderr } = await lockstep([
      'checks',
      'run',
      '--only',
      'admin-group-open',
      '--fail-on',
      'high',
    ]);

    expect(code).toBe(0);
    expect(stderr).not.toContain('in step');
  });

  it.each([
    ['critical', 0],
    ['medium', 1],
  ] as const)('exits by --fail-on %s with %i', async (severity, code) => {
    const args = ['checks', 'run', '--only', 'admin-synced', '--fail-on', severity];

    expect((await lockstep(args)).code).toBe(code);
  });

  it('exits 2 when nothing failed and something could not be evaluated', async () => {
    const env = { OKTA_ORG_URL: 'http://127.0.0.1:9' };

    expect((await lockstep(['checks', 'run', '--only', 'mfa-console-single-factor'], env)).code).toBe(2);
  });
});

describe('bad usage', () => {
  it.each([
    [['checks', 'run', '--only', 'mfa-mising'], 'Did you mean mfa-missing?'],
    [['checks', 'run', '--only', ','], 'names no check'],
    [['checks', 'run', '--jsn'], 'Did you mean --json?'],
    [['checks', 'run', '--fail-on', 'bad'], 'critical, high, medium, low'],
    [['checks'], '`lockstep checks run` or `lockstep checks list`'],
    [['docter'], 'Did you mean `lockstep doctor`?'],
    [['sync', 'okta'], "Unexpected argument 'okta'"],
    [['sync', '--believe'], 'Use `lockstep sync --full --believe`'],
    [['audit', 'export', '--format', 'xml'], 'jsonl or csv'],
    [['audit', 'export', '--since', 'soon'], 'is not a date'],
  ])('%j is 64 and one line that helps', async (args, help) => {
    const { code, stdout, stderr } = await lockstep(args);

    expect(code).toBe(64);
    expect(stdout).toBe('');
    expect(stderr).toMatch(oneLine);
    expect(stderr).toContain(help);
  });
});

describe('bad configuration', () => {
  it.each([
    [{ OKTA_ORG_URL: '' }, 'OKTA_ORG_URL'],
    [{ ENTRA_TENANT_ID: '' }, 'ENTRA_TENANT_ID'],
    [{ SLACK_APP_TOKEN: '' }, 'SLACK_APP_TOKEN'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is loud'],
    [{ SLACK_COMMAND: 'idp' }, 'SLACK_COMMAND is idp'],
    [{ LOCKSTEP_CONFIG: '/nowhere.yaml' }, 'there is no /nowhere.yaml'],
  ])('%j is 78 and names what is wrong', async (change, said) => {
    const { code, stderr } = await lockstep(['config', 'check'], change);

    expect(code).toBe(78);
    expect(stderr).toMatch(oneLine);
    expect(stderr).toContain(said);
  });

  it('names file, line, column and the nearest key', async () => {
    const file = join(folder, 'bad.yaml');
    await writeFile(file, 'channels: {}\nbrake_glass: []\n');
    const { code, stderr } = await lockstep(['config', 'check', file]);

    expect(code).toBe(78);
    expect(stderr).toContain(`${file}:2:1`);
    expect(stderr).toContain('did you mean break_glass?');
  });

  it.each([
    ['is below a file', () => `file:${demo.env['LOCKSTEP_CONFIG']}/a.db`],
    ['is below /proc, where a recursive mkdir never returns', () => 'file:/proc/nope/deeper/a.db'],
    ['is a server that does not answer', () => 'postgres://127.0.0.1:9/lockstep'],
  ])('says so when the database %s', async (_, url) => {
    const { code, stderr } = await lockstep(['audit', 'verify'], { DATABASE_URL: url() });

    expect(code).toBe(1);
    expect(stderr).toMatch(/^error DATABASE_UNAVAILABLE: [^\n]+\n$/);
  });
});

describe('serve', () => {
  it('ends by itself with one line when Slack refuses it, instead of living on half started', async () => {
    const { code, stderr } = await lockstep(['serve'], { SLACK_BOT_TOKEN: 'xoxb-wrong' });

    expect(code).toBe(1);
    expect(stderr).toContain('error SLACK_REFUSED');
    expect(stderr).not.toContain('    at ');
  });

  it('ends with one line when its port is taken', async () => {
    const { port } = new URL(demo.okta.url);
    const { code, stderr } = await lockstep(['serve'], { LOCKSTEP_HTTP_PORT: port });

    expect(code).toBe(1);
    expect(stderr).toContain('error PORT_UNAVAILABLE');
  });

  it('answers over HTTP, and ends with 0 when it is told to', async () => {
    const bot = await startBot({ ...demo.env, DATABASE_URL: `file:${join(folder, 'serve.db')}` });
    const codes = await Promise.all(
      ['healthz', 'readyz', 'metrics'].map(async (path) => (await fetch(`${bot.url}/${path}`)).status),
    );

    expect(codes).toEqual([200, 200, 200]);
    expect(await bot.stop()).toBe(0);
    expect(bot.log()).not.toMatch(/@acme\.test|xoxb-|xapp-|trigger_id|response_url/);
    for (const line of bot.log().trim().split('\n')) expect(() => void JSON.parse(line)).not.toThrow();
  });
});
