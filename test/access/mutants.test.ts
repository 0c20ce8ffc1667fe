import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as Store from '../../src/store/open.ts';
import type * as Interleaved from '../support/access-interleaved.ts';
import type * as KilledAnywhere from '../support/access-killed.ts';

interface Mutant {
  /** What it does, as the end of "a bot that …". */
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** One guard of access/ taken away or bent. */
const mutants: readonly Mutant[] = [
  {
    name: 'says active before it read the membership back',
    file: 'src/access/grant.ts',
    from: 'if (!(await isListed(tools, grant)))',
    to: 'if (false)',
  },
  {
    name: 'says ended before it read the removal back',
    file: 'src/access/revoke.ts',
    from: 'if (await isListed(tools, grant))',
    to: 'if (false)',
  },
  {
    name: 'takes what was there before',
    file: 'src/access/end.ts',
    from: `if (grant.heldBefore) return 'the membership was there before and stays';`,
    to: '',
  },
  {
    name: 'believes what it brought itself to have been there before',
    file: 'src/access/add-member.ts',
    from: '(grant.heldBefore ?? holders[0]?.heldBefore ?? !(await wasOurs({ ...tools, db }, grant)))',
    to: 'true',
  },
  {
    name: 'does not write down what it saw before it writes',
    file: 'src/access/add-member.ts',
    from: 'writes ? { heldBefore, writtenAt: tools.clock.now() } : { heldBefore }',
    to: '{}',
  },
  {
    name: 'adds no job for a new grant',
    file: 'src/access/begin.ts',
    from: 'if (grants.length > 0)',
    to: 'if (grants.length < 0)',
  },
  {
    name: 'adds no job for the end',
    file: 'src/access/grant.ts',
    from: 'if (expiresAt !== null) await endLater(',
    to: 'if (expiresAt === null) await endLater(',
  },
];

/** Enough random stories for each of them, and always the same ones. */
const STORIES = { runs: 150, seed: 4 } as const;

describe('access with a guard taken away', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lockstep-mutants-'));
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  });
  afterAll(async () => await rm(folder, { recursive: true, force: true }));

  /** A copy of the whole bot with one text replaced; the folder. */
  async function copyWith({ name, file, from, to }: Mutant): Promise<string> {
    const copy = join(folder, name.replaceAll(/[^a-z]+/g, '-'));
    for (const part of ['src', 'test/support', 'test/approvals', 'sandbox', 'package.json'])
      await cp(part, join(copy, part), { recursive: true });
    const text = await readFile(file, 'utf8');
    expect(text.split(from)).toHaveLength(2);
    await writeFile(
      join(copy, file),
      text.replace(from, () => to),
    );
    return copy;
  }

  /** Plays a copy through every kill and random stories. */
  async function play(copy: string): Promise<void> {
    const load = async (path: string): Promise<unknown> =>
      await import(/* @vite-ignore */ pathToFileURL(join(copy, path)).href);
    // The copies export what the originals do.
    const { liveThroughEveryKill } = (await load('test/support/access-killed.ts')) as typeof KilledAnywhere;
    const { playRandomStories } = (await load('test/support/access-interleaved.ts')) as typeof Interleaved;
    const { openStore } = (await load('src/store/open.ts')) as typeof Store;
    const store = await openStore('file::memory:');
    try {
      await store.migrate();
      for (const phase of ['giving', 'taking'] as const) await liveThroughEveryKill(store, phase);
      await playRandomStories(store, STORIES);
    } finally {
      await store.close();
    }
  }

  it.each(mutants)('is noticed: a bot that $name', async (mutant) => {
    const copy = await copyWith(mutant);
    await expect(play(copy)).rejects.toThrow();
  });

  it('is all that is noticed: as it stands it holds', async () => {
    const same = {
      name: 'is as it stands',
      file: 'src/access/end.ts',
      from: 'whyKept(held',
      to: 'whyKept(held',
    };
    await expect(play(await copyWith(same))).resolves.toBeUndefined();
  });
});
