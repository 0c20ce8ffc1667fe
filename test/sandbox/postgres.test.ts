import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const script = `
  const { startPostgresServer } = await import('./sandbox/lib/postgres.ts');
  const server = await startPostgresServer();
  process.exitCode = 3;
  await server.stop();
`;

it('leaves the exit code alone: a failed run of tests beside a database server is a failure', () => {
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });

  expect({ status, stderr }).toEqual({ status: 3, stderr: '' });
}, 60_000);
