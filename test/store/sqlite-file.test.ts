import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDatabase } from '../../src/store/sqlite-file.ts';

it('what was committed is on the disk: a log beside the file, and a sync with every commit', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-file-'));
  const database = openDatabase(join(folder, 'lockstep.db'));
  const FULL = 2;

  expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(database.pragma('synchronous', { simple: true })).toBe(FULL);
  database.close();
  await rm(folder, { recursive: true });
});
