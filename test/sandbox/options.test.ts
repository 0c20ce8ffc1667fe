import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);

/** Code, stdout and stderr of a script of this repository. */
async function script(path: string, ...args: string[]) {
  return await run(process.execPath, [path, ...args]).then(
    (said) => ({ code: 0, ...said }),
    // What execFile rejects with when the process ends with another code.
    (error: unknown) => error as { readonly code: number; readonly stdout: string; readonly stderr: string },
  );
}

describe.each([
  ['sandbox/main.ts', 'npm run demo'],
  ['sandbox/chaos/main.ts', 'npm run chaos'],
  ['bench/main.ts', 'npm run bench'],
])('%s', (path, usage) => {
  it('says how it is used, and does nothing', async () => {
    const { code, stdout } = await script(path, '--help');

    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${usage} -- `));
  });

  it('refuses an option that it does not know, in words', async () => {
    const { code, stdout, stderr } = await script(path, '--nonsense');

    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toMatch(new RegExp(`^Unknown option '--nonsense'.*\n${usage} -- `));
    expect(stderr).not.toContain('    at ');
  });
});

it.each([
  ['sandbox/main.ts', ['--port', 'http'], '--port takes a number from 1 up, not http\n'],
  ['sandbox/chaos/main.ts', ['--rounds', '0'], '--rounds takes a number from 1 up, not 0\n'],
  ['sandbox/chaos/main.ts', ['--story', 'weather'], '--story takes watch, access, not weather\n'],
])('%s %j: says what it takes', async (path, args, words) => {
  expect(await script(path, ...args)).toMatchObject({ code: 64, stderr: words });
});
