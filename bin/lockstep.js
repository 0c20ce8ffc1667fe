#!/usr/bin/env node
// Runs the TypeScript entry with the Node that `npm ci` put into node_modules, whatever Node the system has,
// and with .env of the folder one stands in; what the environment says already wins over it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const local = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const file = existsSync('.env') ? ['--env-file=.env'] : [];
const child = spawn(existsSync(local) ? local : process.execPath, [...file, main, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exitCode = signal === null ? (code ?? 1) : 128 + constants.signals[signal];
});
