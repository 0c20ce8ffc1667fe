import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runLockstep } from '../../sandbox/bot.ts';
import { appendAudit } from '../../src/store/audit.ts';
import { openStore, type Store } from '../../src/store/open.ts';

const formula = '=HYPERLINK("http://evil.test","click")';
let folder: string;
let url: string;
let store: Store;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-audit-'));
  url = `file:${join(folder, 'audit.db')}`;
  store = await openStore(url);
  await store.migrate();
  for (const [day, object] of [
    ['01', 'run1'],
    ['02', formula],
    ['03', 'a, "quoted"\nline'],
  ] as const) {
    const entry = { at: new Date(`2026-11-${day}T12:00:00Z`), actor: 'U1', action: 'checks.asked', object };
    await appendAudit(store.db, entry);
  }
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const audit = async (...args: string[]) => await runLockstep(['audit', ...args], { DATABASE_URL: url });

describe('audit export', () => {
  it('prints one JSON object a line, oldest first', async () => {
    const { code, stdout } = await audit('export');
    // The shape is looked at below.
    const entries = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { object: string; at: string });

    expect(code).toBe(0);
    expect(entries.map(({ object }) => object)).toEqual(['run1', formula, 'a, "quoted"\nline']);
    expect(entries[0]?.at).toBe('2026-11-01T12:00:00.000Z');
  });

  it('prints CSV in which no cell is a formula and quotes are doubled', async () => {
    const { stdout } = await audit('export', '--format', 'csv');

    expect(stdout.split('\n')[0]).toBe('sequence,at,actor,action,object,detail,hash');
    expect(stdout).toContain(`"'=HYPERLINK(""http://evil.test"",""click"")"`);
    expect(stdout).toContain('"a, ""quoted""\nline"');
    expect(stdout).not.toMatch(/(^|[,"])=/m);
  });

  it.each([
    ['2026-11-02', 2],
    ['2026-11-02T12:00:01Z', 1],
    ['2027-01-01', 0],
  ])('begins --since %s with %i entries', async (since, count) => {
    const { code, stdout } = await audit('export', '--since', since);

    expect(code).toBe(0);
    expect(stdout.split('\n').filter((line) => line.includes('checks.asked'))).toHaveLength(count);
  });
});

describe('audit export --since', () => {
  it.each(['2026-02-31', '7', '11/02/2026', 'yesterday', '2026-11-02T12:00:01'])(
    'refuses %s, which is no one time',
    async (since) => {
      const { code, stdout, stderr } = await audit('export', '--since', since);

      expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
      expect(stderr).toContain(`${since} is not a date`);
    },
  );
});

describe('audit verify', () => {
  it('is content with what nobody touched', async () => {
    const { code, stdout } = await audit('verify');

    expect(code).toBe(0);
    expect(stdout).toMatch(/^the audit log is whole: 3 entries, the last of them [0-9a-f]{64} \(/);
  });

  it('names the entry that was changed, also as JSON', async () => {
    await store.db.updateTable('audit_entry').set({ actor: 'U2' }).where('sequence', '=', 2).execute();
    const [plain, json] = [await audit('verify'), await audit('verify', '--json')];
    await store.db.updateTable('audit_entry').set({ actor: 'U1' }).where('sequence', '=', 2).execute();

    expect(plain).toMatchObject({ code: 1, stdout: expect.stringContaining('broken at entry 2') });
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, brokenAt: 2 });
    expect((await audit('verify')).code).toBe(0);
  });

  it('misses what was cut off at the end, if the last hash was kept', async () => {
    const { last } = JSON.parse((await audit('verify', '--json')).stdout) as { last: string };
    expect((await audit('verify', '--holding', last)).code).toBe(0);
    const newest = await store.db.selectFrom('audit_entry').selectAll().where('sequence', '=', 3).execute();
    await store.db.deleteFrom('audit_entry').where('sequence', '=', 3).execute();
    const [without, held] = [await audit('verify'), await audit('verify', '--holding', last)];
    await store.db.insertInto('audit_entry').values(newest).execute();

    expect(without.code).toBe(0);
    expect(held).toMatchObject({ code: 1, stdout: expect.stringContaining('it was cut off') });
  });

  it('takes no word for a hash that is none', async () => {
    expect(await audit('verify', '--holding', 'abc')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('abc is no hash'),
    });
  });

  it('misses an entry that was taken out', async () => {
    await store.db.deleteFrom('audit_entry').where('sequence', '=', 1).execute();

    expect(await audit('verify')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('entry 1 is missing'),
    });
  });
});
