import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, describe, inject } from 'vitest';
import { newId } from '../../src/lib/id.ts';
import { openStore, type Store } from '../../src/store/open.ts';

/** What a test of the store gets: a fresh, migrated database, opened as often as it asks (as replicas would). */
export interface Fresh {
  readonly open: () => Promise<Store>;
  readonly reopen: () => Promise<Store>;
}

type Engine = 'sqlite' | 'postgres';
type StoreTests = (fresh: Fresh, engine: Engine) => void;

/** Runs the same tests on both engines. Whatever a test opens is closed and dropped after it. */
export function eachEngine(tests: StoreTests): void {
  for (const engine of ['sqlite', 'postgres'] as const) onEngine(engine, tests);
}

/** The same, and on SQLite in a thread of its own as well. */
export function eachEngineAndThread(tests: StoreTests): void {
  eachEngine(tests);
  onEngine('sqlite', tests, { apart: true });
}

function onEngine(engine: Engine, tests: StoreTests, { apart = false } = {}): void {
  describe(apart ? `${engine} in a thread` : engine, () => {
    let url: string | undefined;
    let opened: Store[] = [];
    const cleanUps: (() => Promise<void>)[] = [];

    const reopen = async (): Promise<Store> => {
      url ??= engine === 'sqlite' ? await newFile(cleanUps) : await newDatabase();
      const store = await openStore(url, { apart });
      opened.push(store);
      await store.migrate();
      return store;
    };

    afterEach(async () => {
      await Promise.all(opened.map(async (store) => await store.close()));
      for (const cleanUp of cleanUps.splice(0)) await cleanUp();
      opened = [];
      url = undefined;
    });

    tests({ open: reopen, reopen }, engine);
  });
}

async function newFile(cleanUps: (() => Promise<void>)[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-store-'));
  cleanUps.push(async () => await rm(folder, { recursive: true, force: true }));
  return `file:${join(folder, 'lockstep.db')}`;
}

async function newDatabase(): Promise<string> {
  const server = inject('postgresUrl');
  const name = newId('test');
  const client = new pg.Client({ connectionString: `${server}/postgres` });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return `${server}/${name}`;
}
